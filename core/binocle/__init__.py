"""Production code of an optician's third-party-payment day (SESAM-Vitale).

No clock, no socket, no French prose outside ``adapters``. See CONTRIBUTING.md for the layers.
"""
