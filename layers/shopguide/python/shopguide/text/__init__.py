"""Text as ShopGuide sees it, in Chinese and English; shared by the runtime and by training."""
