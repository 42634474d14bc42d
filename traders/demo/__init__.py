"""Made-up markets for the demo: who trades there, what they sell, with which accounts.

Market names and wards are real, people are not: their names are put together from common family, middle
and given names. Everything is the same on every run.
"""

from traders.demo.catalogue import Offer, offers_of
from traders.demo.loading import DemoMarket, load_markets
from traders.demo.markets import MARKETS, MarketPlan

__all__ = ("MARKETS", "DemoMarket", "MarketPlan", "Offer", "load_markets", "offers_of")
