"""The engine of this repository, in a process of its own that answers line by line."""

import glob
import os
import statistics
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Engine:
    def __init__(self):
        jars = glob.glob(ROOT + "/cli/target/vesalius.jar")
        if not jars:
            raise SystemExit("no cli/target/vesalius.jar: run mvn -q -DskipTests package")
        self.process = subprocess.Popen(
            [os.environ.get("JAVA", "java"), "-cp", jars[0], ROOT + "/bench/tokenizers/Tokenizers.java"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words):
        self.process.stdin.write("\t".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise SystemExit("the engine gave no answer")
        return answer


def seconds(task):
    start = time.perf_counter()
    result = task()
    return time.perf_counter() - start, result


median = statistics.median
