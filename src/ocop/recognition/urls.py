"""Addresses of decisions and certificates."""

from django.urls import URLPattern, path

from ocop.recognition import (
    batch_pages,
    earlier_pages,
    list_pages,
    paper_pages,
    reissue_pages,
    removing_pages,
    territory_pages,
    views,
)

app_name = "recognition"
urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/decision/", views.decide, name="decide"),
    path("dossiers/<int:pk>/hand-back/", views.hand_back, name="hand_back"),
    path("drafts/", batch_pages.batches_list, name="batches"),
    path("drafts/new/", batch_pages.prepare, name="prepare"),
    path("drafts/<int:pk>/", batch_pages.batch, name="batch"),
    path("drafts/<int:pk>/way/", batch_pages.choose_way, name="choose_way"),
    path("drafts/<int:pk>/hand-over/", batch_pages.hand_over, name="hand_over"),
    path("drafts/<int:pk>/return/", batch_pages.give_back, name="return_batch"),
    path("drafts/<int:pk>/drop/", batch_pages.drop, name="drop_batch"),
    path("drafts/<int:pk>/sign/", batch_pages.sign, name="sign"),
    path("drafts/<int:pk>/decision.pdf", batch_pages.draft_pdf, name="draft_pdf"),
    path("drafts/<int:pk>/decision.docx", batch_pages.draft_word, name="draft_word"),
    path(
        "drafts/<int:pk>/certificates/<int:position>.pdf",
        batch_pages.draft_certificate,
        name="draft_certificate",
    ),
    path(
        "drafts/<int:pk>/certificates/<int:position>.docx",
        batch_pages.draft_certificate_word,
        name="draft_certificate_word",
    ),
    path("issued-papers/<int:pk>/", paper_pages.paper, name="paper"),
    path("issued-papers/<int:pk>/void/", paper_pages.void_paper, name="void_paper"),
    path("decisions/<int:pk>/papers.zip", paper_pages.all_papers, name="all_papers"),
    path("certificates/<int:pk>/certificate.pdf", paper_pages.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/certificate.docx", paper_pages.certificate_word, name="certificate_word"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/ending/", list_pages.ending, name="ending"),
    path("certificates/papers/", list_pages.papers, name="lapsing"),
    path("certificates/national/", list_pages.national, name="national"),
    path("certificates/potential/", list_pages.potential, name="potential"),
    path("certificates/<int:pk>/", views.certificate, name="certificate"),
    path("certificates/<int:pk>/qr.svg", views.qr, name="qr"),
    path("certificates/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("certificates/<int:pk>/remove/", removing_pages.remove, name="remove"),
    path("certificates/<int:pk>/reissue/", reissue_pages.reissue, name="reissue"),
    path("products/<int:pk>/earlier-certificate/", earlier_pages.enter, name="enter_earlier"),
    path("territory/", territory_pages.figures, name="territory"),
    path("territory/empty-communes/", territory_pages.empty_communes, name="empty_communes"),
    path("territory/<int:pk>/products/", territory_pages.behind, name="behind"),
]
