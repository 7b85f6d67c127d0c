"""What people read in a terminal: notices and progress on one stream, reports on the other."""

from rich.console import Console

from binocle.kernel import BinocleError

from .catalogue import load_catalogue

ERR = Console(stderr=True, highlight=False, soft_wrap=True)
OUT = Console(highlight=False, soft_wrap=True)


def show_notice(error: BinocleError) -> None:
    """Print the French notice of an error: what happened, is my invoice safe, what do I do."""
    notice = load_catalogue().notice(error.code, error.facts)
    ERR.print(f"[bold red]{notice.titre}[/] [dim]({error.code})[/]")
    ERR.print(f"  {notice.explication}", markup=False)
    ERR.print(f"  {notice.facture}", markup=False)
    ERR.print(f"  {notice.que_faire}", markup=False)
