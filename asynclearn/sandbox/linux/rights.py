"""The right to make namespaces, and who a run is to be."""

from . import capabilities, identity, namespaces
from .trial import outcome


def gain_rights(user: int) -> None:
    """Get CAP_SYS_ADMIN over namespaces to come: as root has it, or in a user namespace.

    `user` is whom root becomes in each run (`identity.choose`); an ordinary user stays who they
    are. Root also goes into a user namespace where one is allowed, so that nothing of the machine
    depends on what it does from there on. To be called once, by the zygote's first process.

    Raises OSError: neither way is open.
    """
    if not identity.is_root():
        namespaces.enter_user_namespace()
        return
    identity.drop_groups()
    if outcome(lambda: namespaces.enter_user_namespace_with([user])) == "":
        namespaces.enter_user_namespace_with([user])
    elif not capabilities.held() & capabilities.SYS_ADMIN:
        raise PermissionError(1, "unshare: Operation not permitted, and no CAP_SYS_ADMIN")
