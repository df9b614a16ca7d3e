"""ShopGuide: a serverless shopping guide for online shops.

Importing this package costs nothing: it pulls in no framework, no SDK and never torch.
"""

__version__ = "0.1.0"
