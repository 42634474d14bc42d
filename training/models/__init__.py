"""What training stores."""

from training.models.attendance import Attendance, Certificate, CertificateNumber, CertificateStep, Feedback
from training.models.booths import AdviceBooth, AdviceTicket, BoothShift
from training.models.courses import Course, CourseMaterial, Organiser
from training.models.enrolments import Enrolment, EnrolmentStep, Invitation, PlaceSwap
from training.models.runs import CalendarFeed, CourseRun, Meeting, PriorityRule, RunSeries, new_token

__all__ = (
    "AdviceBooth",
    "AdviceTicket",
    "Attendance",
    "BoothShift",
    "CalendarFeed",
    "Certificate",
    "CertificateNumber",
    "CertificateStep",
    "Course",
    "CourseMaterial",
    "CourseRun",
    "Enrolment",
    "EnrolmentStep",
    "Feedback",
    "Invitation",
    "Meeting",
    "Organiser",
    "PlaceSwap",
    "PriorityRule",
    "RunSeries",
    "new_token",
)
