"""What a trainee answers after a run."""

from __future__ import annotations

from typing import ClassVar, override

from django import forms

from training.models import Feedback

SCALE = (
    (1, "Không đúng chút nào"),
    (2, "Không đúng lắm"),
    (3, "Tạm được"),
    (4, "Đúng"),
    (5, "Rất đúng"),
)


class FeedbackForm(forms.ModelForm[Feedback]):
    """Five sentences to agree with or not, and free words."""

    class Meta:
        model = Feedback
        fields = (*Feedback.GRADES, "words")
        widgets: ClassVar = {"words": forms.Textarea({"rows": 3})}

    @override
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        for name in Feedback.GRADES:
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "Chọn một ô từ 1 đến 5."},
            )

    @property
    def grades(self) -> dict[str, int]:
        """Question → number, after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in Feedback.GRADES}
