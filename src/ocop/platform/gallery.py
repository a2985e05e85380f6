"""Every component on one page, for eyes and for the accessibility test. Only in debug mode and in tests."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from ocop.platform.actors import Actor
from ocop.platform.display import Row, Tag, Task, TaskGroup
from ocop.platform.pagination import Page


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Tên sản phẩm", help_text="Ghi đúng tên trên nhãn.")
    phone = forms.CharField(label="Số điện thoại", help_text="Ví dụ 0912 345 678.")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sector = forms.ChoiceField(
        label="Ngành", choices=[("", "Chọn một ngành"), ("food", "Thực phẩm"), ("craft", "Thủ công mỹ nghệ")]
    )
    kind = forms.ChoiceField(
        label="Loại hình chủ thể",
        choices=[("htx", "Hợp tác xã"), ("ho", "Hộ sản xuất, kinh doanh"), ("dn", "Doanh nghiệp nhỏ và vừa")],
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(
        label="Ảnh sản phẩm", help_text="PDF, JPEG, PNG hoặc WEBP, tối đa 10 MB.", required=False
    )
    honest = forms.BooleanField(label="Tôi cam đoan các thông tin trên là đúng")


def gallery(request: HttpRequest) -> HttpResponse:
    """All components; `?wrong` shows the form with its errors, `?public` the frame without a person."""
    form = SampleForm({"name": "Mật ong bạc hà Mèo Vạc"}) if "wrong" in request.GET else SampleForm()
    person = Actor(1, "Nguyễn Thị Lan", "Chủ thể", "VN/02/00769/", "00769", "Xã Mèo Vạc, tỉnh Tuyên Quang")
    context: dict[str, object] = {"form": form, **_samples()}
    if "public" not in request.GET:
        context |= {"actor": person, "sign_out_url": "#", "role_switch_url": "#"}
    return render(request, "gallery.html", context)


def _samples() -> dict[str, object]:
    done, todo = Tag("Hoàn thành", "plain"), Tag("Chưa làm", "blue")
    return {
        "tags": [
            Tag("Bản nháp"),
            Tag("Đã nộp", "blue"),
            Tag("Còn hiệu lực", "green"),
            Tag("Sắp hết hạn", "amber"),
            Tag("Thu hồi", "red"),
        ],
        "groups": [
            TaskGroup(
                "Đơn đăng ký (mẫu 01)",
                [
                    Task("Thông tin chủ thể", done, "#a"),
                    Task("Thông tin sản phẩm", todo, "#b", "Khoảng 5 phút"),
                ],
            ),
            TaskGroup(
                "Tự đánh giá (mẫu 02)",
                [
                    Task("Phần A", todo, "#c"),
                    Task("Nộp hồ sơ", Tag("Chưa thể bắt đầu"), hint="Cần xong mẫu 01 trước."),
                ],
            ),
        ],
        "rows": [
            Row("Tên sản phẩm", "Mật ong bạc hà Mèo Vạc", "#change"),
            Row("Địa chỉ", "Thôn Pả Vi Thượng\nXã Mèo Vạc", "#change"),
            Row("Mã số thuế", "", "#change"),
        ],
        "options": [
            {"value": 1, "label": "Chưa có nguồn nguyên liệu trong xã", "points": "0"},
            {"value": 2, "label": "Sử dụng dưới 50% nguyên liệu có nguồn gốc trong tỉnh", "points": "1"},
            {
                "value": 3,
                "label": "Sử dụng từ 50% đến dưới 75% nguyên liệu có nguồn gốc trong tỉnh",
                "points": "2",
                "floor": 3,
            },
            {
                "value": 4,
                "label": "Sử dụng từ 75% nguyên liệu có nguồn gốc trong tỉnh trở lên",
                "points": "3",
                "floor": 4,
            },
        ],
        "products": [
            ("Mật ong bạc hà", "HTX Tuấn Dũng", 4, date(2029, 3, 14), 1_250_000_000),
            ("Chè Shan tuyết", "HTX Chế biến chè Phìn Hồ", 5, date(2028, 12, 1), 12_400_500_000),
            ("Thắng cố khô", "Hộ kinh doanh Sùng Mí Sính", 3, date(2027, 1, 20), 86_000_000),
        ],
        "page": Page([], "abc", "def"),
        "nothing": _("Not given"),
    }


urlpatterns: list[URLPattern] = [path("gallery/", gallery, name="gallery")]
