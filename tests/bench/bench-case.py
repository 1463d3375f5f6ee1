#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs to a case on disk, beside DuckDB, in one command: bench-case.py BUILD [TEST…]

BUILD is a release build's folder. TESTs (all but the last four unless told; or "all"):
  cloudtrail  2 million events as .json.gz: trailgraph-cli import beside read_json into a database file and an hourly aggregate, once with
              every member named by hand (its best), once as it finds them out itself ("plain")
  vpcflow     10 million rows as .log.gz: the same beside read_csv
  floor       what inflating and reading those events and rows takes, without mapping or a case
  small       100,000 files of three events each
  growth      20 million events: speed against that at 2 million, memory
  single      one file of 4 GB
  again       the rows of vpcflow, and a quarter of them again in other files behind all of them
--size PERCENT makes all of them smaller or larger, --keep FOLDER keeps the generated logs there and takes them from there. Where a peer stands
beside, all take turns for --rounds N rounds (2) and the fastest of each counts: the first run of all pays for memory that the machine never
touched before.
DuckDB is npm's @duckdb/node-api, fetched into a temporary folder; without node or the network its columns stay empty. A ratio above 1 says how
much longer the peer takes. Seconds are of the wall, of processors in brackets; MB are the largest resident size of the process."""

import argparse, gzip, json, os, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))


class Run:
    """A process from start to end."""

    def __init__(self, command, accept=(0,)):
        start = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=out, stderr=err)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - start
            self.cpu = usage.ru_utime + usage.ru_stime
            self.megabytes = usage.ru_maxrss / 1024
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            self.output = out.read().decode(errors='replace')
            err.seek(0)
            if process.returncode not in accept:
                sys.exit('%s: %s' % (' '.join(command), err.read().decode(errors='replace').strip() or process.returncode))

    def __str__(self):
        return '%6.1f s (%5.1f) %5.0f MB' % (self.seconds, self.cpu, self.megabytes)


def size_of(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


class Bench:
    def __init__(self, build, work, keep, percent, rounds):
        self.cli = os.path.join(build, 'app', 'cli', 'trailgraph-cli')
        self.reader = os.path.join(build, 'tests', 'bench', 'bench-import')
        self.work, self.data, self.percent = work, keep or work, percent
        self.rounds, self.modules = rounds, None

    def count(self, records):
        return max(1000, records * self.percent // 100)

    def logs(self, name, records, calls):
        """Simulated logs; CloudTrail alone or next to nothing but flow logs."""
        folder = os.path.join(self.data, '%s-%d' % (name, records))
        if not os.path.exists(os.path.join(folder, 'answer-key.json')):
            Run([self.cli, 'simulate', folder, '--days', '30', '--events', str(records), '--calls', str(calls)])
        return os.path.join(folder, 'AWSLogs')

    def node(self):
        """Where DuckDB for node is; '' when it cannot be had."""
        if self.modules is None:
            self.modules = os.path.join(self.work, 'node')
            os.makedirs(self.modules)
            got = shutil.which('npm') and subprocess.run(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', self.modules, '@duckdb/node-api'],
                                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
            if not got:
                print('DuckDB is not there (npm install @duckdb/node-api failed)', file=sys.stderr)
                self.modules = ''
        return self.modules

    def take(self, *folders):
        case = os.path.join(self.work, 'bench.tgcase')
        for suffix in ('', '-wal', '-shm'):
            if os.path.exists(case + suffix):
                os.unlink(case + suffix)
        run = Run([self.cli, '--json', 'import', case, *folders], accept=(0, 2))
        answer = json.loads(run.output)
        run.records, run.duplicates = sum(answer['records'].values()), answer['duplicates']
        run.case = os.path.getsize(case)
        return run

    def peer(self, way, folder):
        database = os.path.join(self.work, 'bench.duckdb')
        run = Run(['node', os.path.join(HERE, 'bench-duckdb.js'), self.modules, way, folder, database])
        seconds, run.rows, run.groups = run.output.split()
        run.seconds = float(seconds)       # without starting node
        run.database = os.path.getsize(database)
        os.unlink(database)
        return run

    def beside(self, kind, records, calls):
        folder = self.logs(kind, records, calls)
        packed = size_of(folder)
        ways = (kind, kind + '-plain') if kind == 'cloudtrail' else (kind,)
        runs = {way: [] for way in ('ours',) + (ways if self.node() else ())}
        for _ in range(self.rounds):
            for way in runs:
                runs[way].append(self.take(folder) if way == 'ours' else self.peer(way, folder))
        best = {way: min(of, key=lambda run: run.seconds) for way, of in runs.items()}
        ours = best.pop('ours')
        allowed = 1.2 * packed + 90 * ours.records
        print('%-10s ours    %s  %d records, %.0f a second; %.0f MB packed, case %.0f MB of %.0f allowed' %
              (kind, ours, ours.records, ours.records / ours.seconds, packed / 1e6, ours.case / 1e6, allowed / 1e6))
        for way, peer in best.items():
            print('%-10s DuckDB  %s  %s rows, %s groups, database %.0f MB; x%.1f (processors x%.1f)%s' %
                  (kind, peer, peer.rows, peer.groups, peer.database / 1e6, peer.seconds / ours.seconds, peer.cpu / ours.cpu,
                   ', plain' if way != kind else ''))

    def cloudtrail(self):
        self.beside('cloudtrail', self.count(2000000), 100)

    def vpcflow(self):
        self.beside('vpcflow', self.count(10000000), 1)

    def floor(self):
        for kind, records, calls in (('cloudtrail', 2000000, 100), ('vpcflow', 10000000, 1)):
            folder = self.logs(kind, self.count(records), calls)
            if not os.path.exists(self.reader):
                sys.exit('ninja tests/bench/bench-import first')
            read, mapped = Run([self.reader, '-m', folder]), Run([self.reader, folder])
            print('%-10s reading %s' % (kind, read))
            print('%-10s mapped  %s' % (kind, mapped))

    def small(self):
        count, made = self.count(100000), 0
        folder = os.path.join(self.data, 'small-%d' % count)
        if not os.path.exists(folder):
            os.makedirs(folder + '.part')
            for at, _, names in os.walk(self.logs('cloudtrail', self.count(2000000), 100)):
                for name in names if '/CloudTrail' in at else []:
                    with gzip.open(os.path.join(at, name)) as file:
                        records = json.load(file)['Records']
                    for i in range(0, len(records) - 2, 3):
                        if made == count:
                            break
                        into = os.path.join(folder + '.part', '%03d' % (made // 1000))
                        os.makedirs(into, exist_ok=True)
                        with open(os.path.join(into, '%06d.json.gz' % made), 'wb') as file:
                            file.write(gzip.compress(json.dumps({'Records': records[i:i + 3]}).encode(), 4))
                        made += 1
            os.rename(folder + '.part', folder)
        ours = self.take(folder)
        print('%-10s ours    %s  %d files, %.0f files a second, %d records' % ('small', ours, count, count / ours.seconds, ours.records))

    def growth(self):
        few = self.take(self.logs('cloudtrail', self.count(2000000), 100))
        many = self.take(self.logs('cloudtrail', self.count(20000000), 100))
        for run in (few, many):
            print('%-10s ours    %s  %d records, %.0f a second' % ('growth', run, run.records, run.records / run.seconds))
        print('%-10s speed at ten times the records: %.0f %%' % ('growth', 100 * many.records / many.seconds / (few.records / few.seconds)))

    def single(self):
        path = os.path.join(self.data, 'single-%d.json' % self.percent)
        goal = 4 * 1024 ** 3 * self.percent // 100
        if not os.path.exists(path):
            with open(path + '.part', 'wb') as out:
                out.write(b'{"Records":[')
                first = True
                for at, _, names in os.walk(self.logs('cloudtrail', self.count(3200000), 100)):
                    for name in names if '/CloudTrail' in at else []:
                        if out.tell() >= goal:
                            break
                        with gzip.open(os.path.join(at, name)) as file:
                            text = file.read()
                        out.write((b'' if first else b',') + text[text.index(b'[') + 1:text.rindex(b']')])
                        first = False
                out.write(b']}')
            os.rename(path + '.part', path)
        ours = self.take(path)
        print('%-10s ours    %s  %.2f GB in one file, %d records, %.0f a second' %
              ('single', ours, os.path.getsize(path) / 1024 ** 3, ours.records, ours.records / ours.seconds))

    def again(self):
        folder, copies = self.logs('vpcflow', self.count(10000000), 1), os.path.join(self.data, 'again-%d' % self.count(10000000))
        if not os.path.exists(copies):
            paths = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith('.log.gz'))
            os.makedirs(copies + '.part')
            for i, path in enumerate(paths[:len(paths) // 4]):
                with gzip.open(path) as file, open(os.path.join(copies + '.part', '%06d.log.gz' % i), 'wb') as out:
                    out.write(gzip.compress(file.read(), 1))
            os.rename(copies + '.part', copies)
        once, twice = self.take(folder), self.take(folder, copies)
        print('%-10s ours    %s  %d records and %d duplicates, %.1f us a duplicate' %
              ('again', twice, twice.records, twice.duplicates, 1e6 * (twice.seconds - once.seconds) / twice.duplicates))


def main():
    tests = ['cloudtrail', 'vpcflow', 'floor', 'small', 'growth', 'single', 'again']
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('tests', nargs='*', metavar='TEST')
    parser.add_argument('--size', type=int, default=100, metavar='PERCENT')
    parser.add_argument('--keep', metavar='FOLDER')
    parser.add_argument('--rounds', type=int, default=2, metavar='N')
    options = parser.parse_args()
    chosen = tests if options.tests == ['all'] else options.tests or tests[:3]
    if not set(chosen) <= set(tests):
        parser.error('tests are: ' + ', '.join(tests))
    with tempfile.TemporaryDirectory(prefix='bench-case-') as work:
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
        bench = Bench(options.build, work, options.keep, options.size, max(1, options.rounds))
        for name in chosen:
            getattr(bench, name)()
            sys.stdout.flush()


if __name__ == '__main__':
    main()
