"""W8: fifteen networks in one process, or shared out among processes with a core each; prints one line at the end."""

import json
import os
import subprocess
import sys
import time

import workload


def run(train, options):
    share = os.environ.get("SEEDS")
    if options.variant == "processes" and share is None:
        cores = sorted(os.sched_getaffinity(0))
        parts = [range(k, workload.NETWORKS, len(cores)) for k in range(len(cores))]
        jobs = []
        for core, seeds in zip(cores, parts):
            environment = dict(os.environ, SEEDS=",".join(map(str, seeds)))
            command = ["taskset", "-c", str(core), sys.executable, sys.argv[0], "W8", "--threads", "1"]
            jobs.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        losses = [loss for job in jobs for loss in json.loads(job.communicate()[0])["losses"]]
    else:
        seeds = [int(seed) for seed in share.split(",")] if share else list(range(workload.NETWORKS))
        losses = [float(loss) for loss in train(seeds)]
    print(json.dumps({"losses": losses}), flush=True)
