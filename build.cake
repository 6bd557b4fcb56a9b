using System.Xml.Linq;

var target = Argument("target", "check");
var commandArguments = (EnvironmentVariable("HOLDFAST_ARGUMENTS") ?? "").Split('\u001f').SkipLast(1).ToArray();
var command = MakeAbsolute(File("./conformance/Holdfast.Cli/bin/Release/net10.0/holdfast.dll"));
var peers = GetFiles("./*/peers/*/package.json").Select(package => package.GetDirectory()).ToList();
string[] packages =
[
    "./chaos/Holdfast.Chaos/Holdfast.Chaos.csproj", "./reports/Holdfast.Reports/Holdfast.Reports.csproj",
    "./conformance/Holdfast.Conformance/Holdfast.Conformance.csproj", "./conformance/Holdfast.Conformance.NUnit/Holdfast.Conformance.NUnit.csproj",
];
var testResults = MakeAbsolute(Directory("./artifacts/tests"));

// What a person should read last runs after Cake has printed its table of tasks, and decides the exit code.
Func<int> last = () => 0;

// Runs a program in the caller's terminal; a failure is the build's, with the same exit code.
void Run(string program, ProcessArgumentBuilder arguments, DirectoryPath directory = null)
{
    var settings = new ProcessSettings { Arguments = arguments, WorkingDirectory = directory ?? Context.Environment.WorkingDirectory };
    var code = StartProcess(program, settings);
    if (code != 0)
    {
        throw new CakeException(code, $"'{program} {arguments.RenderSafe()}' ended with exit code {code}.");
    }
}

// A line for each project that is built: the first build restores packages and takes minutes, and should be seen to live.
void Build(string project)
{
    Console.WriteLine($"Building {project} …");
    Run("dotnet", new ProcessArgumentBuilder().Append("msbuild").AppendQuoted(project).Append("-restore -p:Configuration=Release -v:minimal -nologo"));
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

Task("test")
    .Description("Sets up what is missing, then runs all tests; --full after -- takes all of what a build takes a part of.")
    .IsDependentOn("__peers")
    .Does(() =>
    {
        if (commandArguments.FirstOrDefault(argument => argument != "--full") is { } unknown)
        {
            throw new CakeException(64, $"'{unknown}' is no argument of 'test'. Expected --full or none: './build.sh test -- --full'.");
        }

        if (commandArguments.Length > 0)
        {
            System.Environment.SetEnvironmentVariable("HOLDFAST_FULL", "1");
        }

        Build("./Conformance.sln");
        CleanDirectory(testResults);
        try
        {
            // One test project at a time: the tests themselves are parallel, and the machine may have two cores.
            Run("dotnet", new ProcessArgumentBuilder()
                .Append("test ./Conformance.sln -c Release --no-build --nologo -m:1 --logger trx --results-directory").AppendQuoted(testResults.FullPath));
        }
        finally
        {
            var counters = GetFiles($"{testResults}/*.trx").Select(file => XDocument.Load(file.FullPath))
                .SelectMany(trx => trx.Descendants().Where(element => element.Name.LocalName == "Counters")).ToList();
            int Sum(string name) => counters.Sum(counter => (int)counter.Attribute(name));
            var summary = $"{Sum("passed")} passed, {Sum("total") - Sum("passed") - (Sum("total") - Sum("executed"))} failed";
            System.IO.File.WriteAllText(testResults.CombineWithFilePath("summary.txt").FullPath, summary + "\n");
            last = () =>
            {
                Console.WriteLine(summary);
                return 0;
            };
        }
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
