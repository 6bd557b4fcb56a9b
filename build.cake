using System.Collections.Concurrent;
using System.Globalization;
using System.Threading;
using System.Xml.Linq;

var target = Argument("target", "check");
var commandArguments = (EnvironmentVariable("HOLDFAST_ARGUMENTS") ?? "").Split('\u001f').SkipLast(1).ToArray();
var command = MakeAbsolute(File("./conformance/Holdfast.Cli/bin/Release/net10.0/holdfast.dll"));
var peers = GetFiles("./*/peers/*/package.json").Select(package => package.GetDirectory()).ToList();
string[] packages =
[
    "./chaos/Holdfast.Chaos/Holdfast.Chaos.csproj", "./reports/Holdfast.Reports/Holdfast.Reports.csproj",
    "./conformance/Holdfast.Conformance/Holdfast.Conformance.csproj", "./conformance/Holdfast.Conformance.NUnit/Holdfast.Conformance.NUnit.csproj",
    "./reference-server/Holdfast.Protocol/Holdfast.Protocol.csproj", "./clients/dotnet/Holdfast.Client/Holdfast.Client.csproj",
];
var testResults = MakeAbsolute(Directory("./artifacts/tests"));

// What a person should read last runs after Cake has printed its table of tasks, and decides the exit code.
Func<int> last = () => 0;

// Runs a program in the caller's terminal; a failure is the build's, with the same exit code.
void Run(string program, ProcessArgumentBuilder arguments, DirectoryPath directory = null, IDictionary<string, string> variables = null)
{
    var settings = new ProcessSettings
    {
        Arguments = arguments,
        WorkingDirectory = directory ?? Context.Environment.WorkingDirectory,
        EnvironmentVariables = variables ?? new Dictionary<string, string>(),
    };
    var code = StartProcess(program, settings);
    if (code != 0)
    {
        throw new CakeException(code, $"'{program} {arguments.RenderSafe()}' ended with exit code {code}.");
    }
}

// A line for each project that is built: the first build restores packages and takes minutes, and should be seen to live.
// One compiler stays for all projects of a build, which halves its time. It is this build's own, so that ending it disturbs no other build;
// it ends by itself when the build is killed. It allocates gigabytes within a minute: a first generation of 96 MiB (0x6000000), collected by the
// threads that fill it, saves a third of what it computes.
void Build(string project, string more = "")
{
    var allocation = new Dictionary<string, string>
    {
        ["DOTNET_GCgen0size"] = "6000000", ["DOTNET_gcConcurrent"] = "0", ["DOTNET_TieredPGO"] = "0",
    };
    Console.WriteLine($"Building {project} …");
    var compiler = $"holdfast-{Guid.NewGuid():n}";
    try
    {
        Run("dotnet", new ProcessArgumentBuilder().Append("msbuild").AppendQuoted(project)
            .Append($"-restore -m:2 -p:Configuration=Release -v:minimal -nologo {more}")
            .Append($"-nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId={compiler}"), variables: allocation);
    }
    finally
    {
        EndCompiler(compiler);
    }
}

void EndCompiler(string compiler)
{
    var asked = new ProcessSettings { Arguments = $"msbuild {packages[0]} -nologo -getProperty:RoslynTargetsPath", RedirectStandardOutput = true };
    StartProcess("dotnet", asked, out var output);
    var server = new DirectoryPath(output.First().Trim()).CombineWithFilePath("bincore/VBCSCompiler.dll");
    var shutdown = new ProcessArgumentBuilder().AppendQuoted(server.FullPath).Append($"-shutdown -pipename:{compiler}");
    StartProcess("dotnet", new ProcessSettings { Arguments = shutdown });
}

// The test assemblies, those that take longest first.
IEnumerable<FilePath> TestAssemblies()
{
    string[] longest =
    [
        "Holdfast.Cli.Tests", "Holdfast.Sabotage.Tests", "Holdfast.Conformance.NUnit.Tests", "Holdfast.Conformance.Tests",
        "Holdfast.Server.S3.Tests", "Holdfast.Server.Tests",
    ];
    return GetFiles("./*/tests/*/*.Tests.csproj")
        .Select(project => (Name: project.GetFilenameWithoutExtension().FullPath, Directory: project.GetDirectory()))
        .OrderBy(project => Array.IndexOf(longest, project.Name) is >= 0 and var place ? place : longest.Length)
        .Select(project => project.Directory.CombineWithFilePath($"bin/Release/net10.0/{project.Name}.dll"));
}

// Runs the tests of one assembly, and shows what they said when they have ended, so that several can run at once. The store on S3 is also tested
// on Swift.
bool Passes(FilePath assembly, bool onSwift)
{
    var name = assembly.GetFilenameWithoutExtension().FullPath + (onSwift ? ".Swift" : "");
    var settings = new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder().Append("test").AppendQuoted(assembly.FullPath)
            .Append($"--nologo --logger trx;LogFileName={name}.trx --results-directory").AppendQuoted(testResults.FullPath)
            .Append(onSwift ? "--filter FullyQualifiedName~Holdfast.Server.S3.Tests.Stores" : ""),
        EnvironmentVariables = new Dictionary<string, string> { ["HOLDFAST_TESTS_S3"] = onSwift ? "swift" : "ceph" },
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    Console.WriteLine($"Testing {name} …");
    var code = StartProcess("dotnet", settings, out var output, out var errors);
    lock (testResults)
    {
        Console.WriteLine(string.Join(System.Environment.NewLine, output.Concat(errors).Prepend($"{name}:")));
    }

    return code == 0;
}

// Where the time went: in each project, and in the fixtures whose tests took longest together, though several of them ran at once.
IEnumerable<string> Times(IReadOnlyDictionary<string, XElement> runs)
{
    IEnumerable<XElement> All(XElement run, string name) => run.Descendants().Where(element => element.Name.LocalName == name);
    string Line(double seconds, string what) => string.Create(CultureInfo.InvariantCulture, $"{seconds,7:0.0}  {what}");
    var projects = runs.SelectMany(run => All(run.Value, "Times")
        .Select(times => (run.Key, Took: ((DateTimeOffset)times.Attribute("finish") - (DateTimeOffset)times.Attribute("start")).TotalSeconds)));
    var fixtures = runs.Values.SelectMany(run =>
    {
        var names = All(run, "UnitTest").ToDictionary(
            test => (string)test.Attribute("id"), test => (string)All(test, "TestMethod").Single().Attribute("className"));
        return All(run, "UnitTestResult").Where(result => result.Attribute("duration") is not null).Select(result => (
            Fixture: names[(string)result.Attribute("testId")],
            Took: TimeSpan.Parse((string)result.Attribute("duration"), CultureInfo.InvariantCulture).TotalSeconds));
    }).GroupBy(test => test.Fixture, test => test.Took).Select(tests => (tests.Key, Took: tests.Sum(), Count: tests.Count()));
    return
    [
        "Seconds of each project, of which two or three ran at once:",
        .. projects.OrderByDescending(project => project.Took).Select(project => Line(project.Took, project.Key)),
        "The ten slowest fixtures, by the seconds of their tests together:",
        .. fixtures.OrderByDescending(fixture => fixture.Took).Take(10).Select(fixture => Line(fixture.Took, $"{fixture.Key} ({fixture.Count} tests)")),
    ];
}

Task("check")
    .Description("Builds, then checks the embedded server (or the URL after --) and writes a report.")
    .Does(() =>
    {
        Build("./conformance/Holdfast.Cli/Holdfast.Cli.csproj");
        var arguments = new ProcessArgumentBuilder().AppendQuoted(command.FullPath).Append("check");
        if (!commandArguments.Any(argument => argument == "--report" || argument.StartsWith("--report=")))
        {
            arguments.Append("--report").AppendQuoted("artifacts/report");
        }

        foreach (var argument in commandArguments)
        {
            arguments.AppendQuoted(argument.Replace("\"", "\\\""));
        }

        last = () => StartProcess("dotnet", new ProcessSettings { Arguments = arguments });
    });

Task("__peers")
    .Description("Installs the servers and clients of others that the tests need, from npm, at pinned versions.")
    .DoesForEach(() => peers.Where(peer => !FileExists(peer.CombineWithFilePath("node_modules/.package-lock.json"))), peer =>
    {
        var npm = IsRunningOnWindows() ? "npm.cmd" : "npm";
        if (Context.Tools.Resolve(npm) is null)
        {
            throw new CakeException(70, "'npm' was not found. The tests judge servers from npm, and are judged by a client: install Node.js 20 or later and run './build.sh test' again.");
        }

        Run(npm, new ProcessArgumentBuilder().Append("ci --ignore-scripts --no-audit --no-fund --loglevel=error"), peer);
    });

// The servers of others that tests start, by the program that must be there, each with its package of Debian.
(string Program, string Package)[] servers =
    [("redis-server", "redis-server"), ("ceph-mon", "ceph-mon"), ("ceph-osd", "ceph-osd"), ("radosgw", "radosgw")];
if (commandArguments.Contains("--full"))
{
    // OpenStack Swift is the second opinion on the store on S3.
    servers =
    [
        .. servers, ("haproxy", "haproxy"), ("swift-proxy-server", "swift-proxy"), ("swift-account-server", "swift-account"),
        ("swift-container-server", "swift-container"), ("swift-object-server", "swift-object"), ("memcached", "memcached"),
    ];
}

Task("__servers")
    .Description("Installs the servers that tests start, from Debian's packages, where that is possible.")
    .Does(() =>
    {
        string[] Missing() => servers.Where(server => Context.Tools.Resolve(server.Program) is null).Select(server => server.Package).ToArray();
        var missing = Missing();
        if (missing.Length > 0 && Context.Tools.Resolve("apt-get") is not null && System.Environment.UserName == "root")
        {
            Console.WriteLine($"Installing {string.Join(", ", missing)} …");
            foreach (var arguments in new[] { "-qq update", $"-qq install -y --no-install-recommends {string.Join(' ', missing)}" })
            {
                StartProcess("apt-get", new ProcessSettings
                {
                    Arguments = arguments,
                    RedirectStandardOutput = true,
                    EnvironmentVariables = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["RUNLEVEL"] = "1" },
                });
            }

            missing = Missing();
        }

        if (missing.Length > 0)
        {
            Console.WriteLine($"Tests that need a server of S3, Redis or HAProxy are skipped: install '{string.Join(' ', missing)}' (Debian, Ubuntu) to run them.");
        }
    });

Task("test")
    .Description("Sets up what is missing, then runs all tests; --full after -- takes all of what a build takes a part of.")
    .IsDependentOn("__peers")
    .IsDependentOn("__servers")
    .Does(() =>
    {
        if (commandArguments.FirstOrDefault(argument => argument != "--full") is { } unknown)
        {
            throw new CakeException(64, $"'{unknown}' is no argument of 'test'. Expected --full or none: './build.sh test -- --full'.");
        }

        var isFull = commandArguments.Length > 0;
        if (isFull)
        {
            System.Environment.SetEnvironmentVariable("HOLDFAST_FULL", "1");
        }

        Build("./Conformance.sln", $"-p:CompileAhead=true -p:FullAnalysis={isFull}");
        CleanDirectory(testResults);

        // The command is set to compile at once what is called often, for the sake of servers. That is a third of what a short command computes,
        // and most commands of the tests live for a second: here .NET's own delay of 100 ms (0x64) holds, and often is 1,024 calls (0x400) instead
        // of 30, because our assemblies are compiled ahead anyway. That saves a seventh of what a check computes.
        System.Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "64");
        System.Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "400");
        System.Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");

        var assemblies = TestAssemblies().ToList();
        var waiting = new ConcurrentQueue<(FilePath Assembly, bool OnSwift)>(assemblies.Select(assembly => (assembly, false)));
        if (isFull)
        {
            waiting.Enqueue((assemblies.Single(assembly => assembly.GetFilename().FullPath == "Holdfast.Server.S3.Tests.dll"), true));
        }

        // Two at a time: most of the command's tests wait for servers that let them wait, while others need the machine. Once one of the two
        // longest has ended, the other needs so little of it that there are three. All of the command's tests and the whole matrix each need the
        // machine for themselves, so with --full the others wait for both.
        var failed = new ConcurrentBag<FilePath>();
        var ended = 0;
        using var isRoomForMore = new ManualResetEventSlim();
        void Work()
        {
            while (waiting.TryDequeue(out var next))
            {
                try
                {
                    if (!Passes(next.Assembly, next.OnSwift))
                    {
                        failed.Add(next.Assembly);
                    }
                }
                finally
                {
                    if (Interlocked.Increment(ref ended) == (isFull ? 2 : 1))
                    {
                        isRoomForMore.Set();
                    }
                }
            }
        }

        void WorkLater()
        {
            isRoomForMore.Wait();
            Work();
        }

        Action[] workers = isFull ? [Work, WorkLater] : [Work, Work, WorkLater];
        System.Threading.Tasks.Task.WaitAll(workers.Select(System.Threading.Tasks.Task.Run).ToArray());
        var runs = GetFiles($"{testResults}/*.trx")
            .ToDictionary(file => file.GetFilenameWithoutExtension().FullPath, file => XDocument.Load(file.FullPath).Root);
        var counters = runs.Values.SelectMany(run => run.Descendants().Where(element => element.Name.LocalName == "Counters")).ToList();
        int Sum(string name) => counters.Sum(counter => (int)counter.Attribute(name));
        var summary = $"{Sum("passed")} passed, {Sum("executed") - Sum("passed")} failed";
        System.IO.File.WriteAllText(testResults.CombineWithFilePath("summary.txt").FullPath, summary + "\n");
        last = () =>
        {
            var failures = failed.Select(assembly => $"Tests of {assembly.GetFilenameWithoutExtension()} failed; see above.");
            Console.WriteLine(string.Join(System.Environment.NewLine, [.. Times(runs), .. failures, summary]));
            return failed.IsEmpty ? 0 : 1;
        };
    });

Task("bench")
    .Description("Runs the benchmarks; each prints a ratio against a baseline of the same run.")
    .DoesForEach(() => GetFiles("./*/bench/*/*.Bench.csproj"), project =>
    {
        Build(project.FullPath);
        var arguments = new ProcessArgumentBuilder().Append("run -c Release --no-build --project").AppendQuoted(project.FullPath).Append("--");
        foreach (var argument in commandArguments)
        {
            arguments.AppendQuoted(argument);
        }

        Run("dotnet", arguments, project.GetDirectory());
    });

Task("publish")
    .Description("Leaves the runnable command at artifacts/holdfast/holdfast, and the packages at artifacts/packages.")
    .Does(() =>
    {
        Console.WriteLine("Publishing the command and the packages …");

        // Compiled ahead for this machine's system (ReadyToRun), it starts a sixth sooner. It still runs on the installed runtime.
        Run("dotnet", new ProcessArgumentBuilder()
            .Append("publish ./conformance/Holdfast.Cli/Holdfast.Cli.csproj -c Release -v minimal --nologo -o ./artifacts/holdfast")
            .Append("--use-current-runtime --self-contained false -p:PublishReadyToRun=true"));
        foreach (var project in packages)
        {
            Run("dotnet", new ProcessArgumentBuilder().Append("pack").AppendQuoted(project).Append("-c Release -v minimal --nologo -o ./artifacts/packages"));
        }
    });

RunTarget(target);
Environment.Exit(last());
