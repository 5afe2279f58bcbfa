"""Reads the files of an OpenStack-Ansible deployment with Ansible's own loaders: deploy_files.py FOLDER. Ends with 1 where one cannot be read.

Writes beside them what variables.yml is run with: hosts.json, an inventory of the hosts and groups that they name, and names.json, the
variables that they set. The inventory of a deployment is made by OpenStack-Ansible itself, with containers and more groups.
"""

import json
import pathlib
import sys

from ansible import constants, context
from ansible.cli.galaxy import GalaxyCLI
from ansible.parsing.dataloader import DataLoader
from packaging.requirements import Requirement

# Two keys of one name are a mistake, and not a warning.
constants.DUPLICATE_YAML_DICT_KEY = "error"
folder = pathlib.Path(sys.argv[1])
read = {}
for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
    read[path.relative_to(folder)] = content = DataLoader().load_from_file(str(path))
    if not isinstance(content, dict):
        sys.exit(f"{path} has no keys")
collections = folder / "user-collection-requirements.yml"
if collections.exists():
    galaxy = GalaxyCLI(["ansible-galaxy", "collection", "install", "--requirements-file", str(collections), "--no-deps"])
    galaxy.parse()
    galaxy.api_servers = []
    wanted = galaxy._parse_requirements_file(str(collections), allow_old_format=False, validate_signature_options=False)
    if not wanted["collections"]:
        sys.exit(f"{collections} names no collection")
packages = folder / "user-ansible-venv-requirements.txt"
if packages.exists():
    print(*[Requirement(line) for line in packages.read_text().splitlines() if line and not line.startswith("#")])

own = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
# What OpenStack-Ansible's inventory says of each host.
own.update(management_address="172.29.236.100", internal_lb_vip_address="172.29.236.101")
inventory, hosts, names = {"all": {"vars": own}}, {}, []
for path, content in read.items():
    if path.parts[0] in ("conf.d", "openstack_user_config.yml"):
        for group in [group for group in content if group.endswith("_hosts")]:
            members = {name: {"ansible_host": host["ip"]} for name, host in content[group].items()}
            inventory[group] = {"hosts": members}
            hosts.update(members)
    if path.parts[0] == "group_vars" or path.name.startswith("user_"):
        names.extend(content)
for path in (path for path in read if path.parts[0] == "group_vars"):
    inventory[path.parts[1]] = {"hosts": dict(hosts)}
inventory["all"]["hosts"] = hosts or {"aio1": {}}
(folder / "hosts.json").write_text(json.dumps(inventory))
(folder / "names.json").write_text(json.dumps({"names": names}))
