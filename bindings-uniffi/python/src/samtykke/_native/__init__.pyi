from .samtykke import *
