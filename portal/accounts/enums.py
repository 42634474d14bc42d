"""Words of accounts that are stored."""

from django.db.models import TextChoices


class ConfirmationPurpose(TextChoices):
    """What a code sent to a phone is for."""

    SIGN_IN = "sign_in", "Đăng nhập hoặc đăng ký"
    STEP_UP = "step_up", "Xác nhận lại trước việc quan trọng"
    CHANGE_PHONE = "change_phone", "Đổi số điện thoại"
    ASSISTED_REGISTRATION = "assisted_registration", "Đăng ký tại sạp"
