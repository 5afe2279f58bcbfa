"""Reads ~/undercloud.conf with the installer of the release, and lets it look at the values as before an installation.

Called with `queens` or `tripleo`. Ends with 1 and says why if a key is not the installer's, a value is not of the option's type, or the
installer refuses it. What looks at the machine and not at the file (its name, memory, disk, kernel settings, passwords of an earlier
installation) is left out.
"""

import configparser
import logging
import os
import sys


def names(options):
    """What a key may be called in a section of its own: the options' names and those that they had before."""
    return {name for option in options for name in [option.name] + [old.name for old in option.deprecated_opts if old.group is None]}


def former(options):
    """The keys of options of other sections that stood in DEFAULT."""
    return {old.name for option in options for old in option.deprecated_opts if old.group == "DEFAULT"}


def look(conf, general, subnet):
    """Fails on a section or key that nothing reads, and on a value that is not of its option's type: oslo.config passes over both."""
    read = configparser.RawConfigParser(default_section=None, strict=True)
    with open(os.path.expanduser("~/undercloud.conf")) as file:
        read.read_file(file)
    for section in read.sections():
        if section not in ["DEFAULT", *conf.subnets]:
            sys.exit(f"[{section}] is no section of it")
        known = names(general) | former(subnet) if section == "DEFAULT" else names(subnet)
        unknown = set(read.options(section)) - known
        if unknown:
            sys.exit(f"[{section}] has keys that nothing reads: {sorted(unknown)}")
    for option in general:
        conf[option.name]
    for name in conf.subnets:
        for option in subnet:
            conf[name][option.name]


def queens():
    from instack_undercloud import undercloud

    undercloud._configure_logging(undercloud.DEFAULT_LOG_LEVEL, None)
    undercloud._load_config()
    undercloud._load_subnets_config_groups()
    undercloud._load_config()
    look(undercloud.CONF, undercloud._opts, undercloud._subnets_opts)
    undercloud._validate_network()
    undercloud._validate_architecure_options()


def tripleo():
    from oslo_config import cfg
    from tripleoclient import constants, utils
    from tripleoclient.config import undercloud
    from tripleoclient.v1 import undercloud_preflight

    conf = cfg.CONF
    undercloud.load_global_config()
    utils.load_config(conf, constants.UNDERCLOUD_CONF_PATH)
    own = undercloud.UndercloudConfig()
    subnet = own.get_local_subnet_opts() if hasattr(own, "get_local_subnet_opts") else own.get_subnet_opts()
    for name in conf.subnets:
        conf.register_opts(subnet, group=cfg.OptGroup(name=name))
    look(conf, own.get_opts(), subnet)
    utils.check_hostname = lambda *_: None
    for of_machine in ["_check_memory", "_check_diskspace", "_run_validations", "_check_sysctl", "_validate_passwords_file"]:
        setattr(undercloud_preflight, of_machine, lambda *_: None)
    undercloud_preflight.check(0)


logging.basicConfig(level=logging.ERROR)
{"queens": queens, "tripleo": tripleo}[sys.argv[1]]()
