"""Headers of real exports, in file order where that is known.

Collected from public code and example files; each list names where it was seen. Headers are facts, no text of
anybody's. The lists of two layouts were brought together from several tools, so their order is not that of a file.
"""

TIKTOK_54 = (
    "Order ID", "Order Status", "Order Substatus", "Cancelation/Return Type", "Normal or Pre-order", "SKU ID",
    "Seller SKU", "Product Name", "Variation", "Quantity", "Sku Quantity of return", "SKU Unit Original Price",
    "SKU Subtotal Before Discount", "SKU Platform Discount", "SKU Seller Discount", "SKU Subtotal After Discount",
    "Shipping Fee After Discount", "Original Shipping Fee", "Shipping Fee Seller Discount",
    "Shipping Fee Platform Discount", "Payment platform discount", "Taxes", "Order Amount", "Order Refund Amount",
    "Created Time", "Paid Time", "RTS Time", "Shipped Time", "Delivered Time", "Cancelled Time", "Cancel By",
    "Cancel Reason", "Fulfillment Type", "Warehouse Name", "Tracking ID", "Delivery Option",
    "Shipping Provider Name", "Buyer Message", "Buyer Username", "Recipient", "Phone #", "Country", "Province",
    "District", "Commune", "Detail Address", "Additional address information", "Payment Method", "Weight(kg)",
    "Product Category", "Package ID", "Seller Note", "Checked Status", "Checked Marked by",
)  # fmt: skip
"""TikTok Shop order export as used by a Vietnamese seller tool, 2024."""

TIKTOK_MY = (
    "Order ID", "Order Status", "Order Substatus", "Cancelation/Return Type", "Normal or Pre-order", "SKU ID",
    "Seller SKU", "Product Name", "Variation", "Quantity", "Sku Quantity of return", "SKU Unit Original Price",
    "SKU Subtotal Before Discount", "SKU Platform Discount", "SKU Seller Discount", "SKU Subtotal After Discount",
    "Shipping Fee After Discount", "Original Shipping Fee", "Shipping Fee Seller Discount",
    "Shipping Fee Platform Discount", "Payment platform discount", "Taxes", "Order Amount", "Order Refund Amount",
    "Created Time", "Paid Time", "RTS Time", "Shipped Time", "Delivered Time", "Cancelled Time", "Cancel By",
    "Cancel Reason", "Fulfillment Type", "Warehouse Name", "Tracking ID", "Delivery Option",
    "Shipping Provider Name", "Buyer Message", "Buyer Username", "Recipient", "Phone #", "Zipcode", "Country",
    "State", "Post Town", "Detail Address", "Additional address information", "Payment Method", "Weight(kg)",
    "Product Category", "Package ID", "Seller Note", "Checked Status", "Checked Marked by",
)  # fmt: skip
"""TikTok Shop order export, Malaysia, 2026."""

TIKTOK_65 = (
    "Order ID", "Order Status", "Order Substatus", "Cancelation/Return Type", "Normal or Pre-order", "SKU ID",
    "Seller SKU", "Product Name", "Variation", "Quantity", "Sku Quantity of return", "SKU Unit Original Price",
    "SKU Subtotal Before Discount", "SKU Platform Discount", "SKU Seller Discount", "SKU Subtotal After Discount",
    "Shipping Fee After Discount", "Original Shipping Fee", "Shipping Fee Seller Discount",
    "Shipping Fee Platform Discount", "Distance Shipping Fee", "Distance Fee", "Order Refund Amount",
    "Payment platform discount", "Buyer Service Fee", "Handling Fee", "Shipping Insurance", "Item Insurance",
    "Order Amount", "Created Time", "Paid Time", "RTS Time", "Shipped Time", "Delivered Time", "Cancelled Time",
    "Cancel By", "Cancel Reason", "Fulfillment Type", "Warehouse Name", "Tracking ID", "Delivery Option",
    "Shipping Provider Name", "Buyer Message", "Buyer Username", "Recipient", "Phone #", "Zipcode", "Country",
    "Province", "Regency and City", "Districts", "Villages", "Detail Address", "Additional address information",
    "Payment Method", "Weight(kg)", "Product Category", "Package ID", "Purchase Channel", "Seller Note",
    "Checked Status", "Checked Marked by", "Tokopedia Invoice Number", "Order Channel", "Creator Handle",
)  # fmt: skip
"""TikTok Shop order export, Indonesia, 2026."""

TIKTOK_LIVE = (
    "Creator ID", "Creator", "Nickname", "Launched Time", "Duration", "LIVE gross merchandise value (RM)",
    "Products added", "Different Products Sold", "Created SKU orders", "LIVE SKU orders", "LIVE items sold",
    "Unique customers", "Average Price (RM)", "Click-to-order rate (LIVE)", "LIVE attributed GMV (RM)", "Viewers",
    "Views", "Average viewing duration (LIVE streams)", "Comments", "Shares", "LIVE likes",
    "New followers (Creator video)", "Product Impressions", "Product Clicks", "CTR",
)  # fmt: skip
"""TikTok Live Analysis export, Malaysia, 2026."""

SHOPEE_63 = (
    "Mã đơn hàng", "Mã Kiện Hàng", "Ngày đặt hàng", "Trạng Thái Đơn Hàng", "Sản Phẩm Bán Chạy", "Lý do hủy",
    "Nhận xét từ Người mua", "Mã vận đơn", "Đơn Vị Vận Chuyển", "Phương thức giao hàng", "Loại đơn hàng",
    "Ngày giao hàng dự kiến", "Ngày gửi hàng", "Thời gian giao hàng", "Trạng thái Trả hàng/Hoàn tiền",
    "SKU sản phẩm", "Tên sản phẩm", "Cân nặng sản phẩm", "Tổng cân nặng", "Tên kho hàng", "SKU phân loại hàng",
    "Tên phân loại hàng", "Giá gốc", "Người bán trợ giá", "Được Shopee trợ giá",
    "Tổng số tiền được người bán trợ giá", "Giá ưu đãi", "Số lượng", "Số lượng sản phẩm được hoàn trả",
    "Tổng số tiền Người mua thanh toán", "Tổng giá trị đơn hàng (VND)", "Mã giảm giá của Shop", "Hoàn Xu",
    "Mã giảm giá của Shopee", "Chỉ tiêu Combo Khuyến Mãi", "Giảm giá từ combo Shopee", "Giảm giá từ Combo của Shop",
    "Shopee Xu được hoàn", "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ", "Trade-in Discount",
    "Trade-in Bonus", "Phí vận chuyển (dự kiến)", "Trade-in Bonus by Seller", "Phí vận chuyển mà người mua trả",
    "Phí vận chuyển tài trợ bởi Shopee (dự kiến)", "Phí vận chuyển trả hàng (đơn Trả hàng/hoàn tiền)",
    "Tổng số tiền người mua thanh toán", "Thời gian hoàn thành đơn hàng", "Thời gian đơn hàng được thanh toán",
    "Phương thức thanh toán", "Phí cố định", "Phí Dịch Vụ", "Phí thanh toán", "Tiền ký quỹ", "Người Mua",
    "Tên Người nhận", "Số điện thoại", "Tỉnh/Thành phố", "TP / Quận / Huyện", "Quận", "Địa chỉ nhận hàng",
    "Quốc gia", "Ghi chú",
)  # fmt: skip
"""Shopee Việt Nam order export, 2026."""

SHOPEE_OLDER = (
    "Mã đơn hàng", "Mã Kiện Hàng", "Ngày đặt hàng", "Trạng Thái Đơn Hàng", "Nhận xét từ Người mua", "Mã vận đơn",
    "Đơn Vị Vận Chuyển", "Phương thức giao hàng", "Loại đơn hàng", "Ngày giao hàng dự kiến", "Ngày gửi hàng",
    "Thời gian giao hàng", "Tình trạng Trả hàng / Hoàn tiền", "SKU sản phẩm", "Tên sản phẩm", "Cân nặng sản phẩm",
    "Tổng cân nặng", "Cân nặng sản phẩm", "SKU phân loại hàng", "Tên phân loại hàng", "Giá gốc",
    "Người bán trợ giá", "Được Shopee trợ giá", "Tổng số tiền được người bán trợ giá", "Giá ưu đãi", "Số lượng",
    "Tổng giá bán (sản phẩm)", "Tổng giá trị đơn hàng (VND)", "Mã giảm giá của Shop", "Hoàn Xu",
    "Mã giảm giá của Shopee", "Chỉ tiêu combo khuyến mãi", "Giảm giá từ combo Shopee", "Giảm giá từ Combo của Shop",
    "Shopee Xu được hoàn", "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ", "Phí vận chuyển (dự kiến)",
    "Phí vận chuyển mà người mua trả", "Tổng số tiền người mua thanh toán", "Thời gian hoàn thành đơn hàng",
    "Thời gian đơn hàng được thanh toán", "Phương thức thanh toán", "Phí cố định", "Phí Dịch Vụ", "Phí giao dịch",
    "Tiền ký quỹ", "Người Mua", "Tên Người nhận", "Số điện thoại", "Tỉnh/Thành phố", "TP / Quận / Huyện", "Quận",
    "Địa chỉ nhận hàng", "Quốc gia", "Ghi chú",
)  # fmt: skip
"""Shopee Việt Nam order export, earlier layout; order of the columns not known."""

LAZADA = (
    "orderItemId", "orderType", "Guarantee", "deliveryType", "lazadaId", "sellerSku", "lazadaSku", "wareHouse",
    "createTime", "updateTime", "rtsSla", "ttsSla", "orderNumber", "invoiceNumber", "deliveredDate", "customerName",
    "customerEmail", "nationalRegistrationNumber", "shippingName", "shippingAddress", "shippingAddress2",
    "shippingAddress3", "shippingAddress4", "shippingAddress5", "shippingPhone", "shippingPhone2", "shippingCity",
    "shippingPostCode", "shippingCountry", "shippingRegion", "billingName", "billingAddr", "billingAddr2",
    "billingAddr3", "billingAddr4", "billingAddr5", "billingPhone", "billingPhone2", "billingCity",
    "billingPostCode", "billingCountry", "taxCode", "branchNumber", "taxInvoiceRequested", "payMethod", "paidPrice",
    "unitPrice", "sellerDiscountTotal", "shippingFee", "walletCredit", "itemName", "variation",
    "cdShippingProvider", "shippingProvider", "shipmentTypeName", "shippingProviderType", "cdTrackingCode",
    "trackingCode", "trackingUrl", "shippingProviderFM", "trackingCodeFM", "trackingUrlFM", "promisedShippingTime",
    "premium", "status", "buyerFailedDeliveryReturnInitiator", "cancelReturnInitiator", "cancelReason",
    "cancelDetail", "cancelUserName", "bundleId", "bundleDiscount", "refundAmount",
)  # fmt: skip
"""Lazada order export; trackingCodeFM and buyerFailedDeliveryReturnInitiator unverified;
order of the columns not known.
"""

PANCAKE = (
    "Mã đơn hàng", "Mã đơn hàng đầy đủ", "Thời điểm tạo đơn", "Ngày tạo đơn", "Khách hàng", "Người nhận",
    "Số điện thoại", "Tỉnh/Thành phố", "Mã tỉnh", "Quận/Huyện", "Phường/Xã", "Địa chỉ", "Mã vận đơn", "COD",
    "Chuyển khoản", "Trả trước", "Quẹt thẻ", "Phương thức thanh toán", "Doanh thu đơn hàng", "Giảm giá", "Sản phẩm",
    "Mã mẫu mã", "Mã sản phẩm", "Số lượng", "Đơn giá", "Doanh số",
)  # fmt: skip
"""Pancake POS order export, Việt Nam; order of the columns not known."""
