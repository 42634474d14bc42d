"""Addresses of products."""

from django.urls import path

from traders.views import products

urlpatterns = [
    path("hang/", products.own_products, name="own_products"),
    path("hang/them/", products.product_add, name="product_add"),
    path("hang/<int:pk>/", products.product_detail, name="product_detail"),
    path("hang/<int:pk>/sua/", products.product_edit, name="product_edit"),
    path("hang/<int:pk>/chep/", products.product_copy, name="product_copy"),
    path("hang/<int:pk>/dang-ban/", products.product_sold, name="product_sold"),
    path("hang/<int:pk>/anh/", products.product_pictures, name="product_pictures"),
    path("hang/anh/<int:pk>/len-dau/", products.product_picture_first, name="product_picture_first"),
    path("hang/anh/<int:pk>/bo/", products.product_picture_remove, name="product_picture_remove"),
    path("cho/<slug:slug>/hang/", products.product_list, name="product_list"),
]
