using System.CommandLine;
using System.Security.Cryptography;
using Holdfast.Cli.Help;
using Holdfast.Conformance.Selection;

namespace Holdfast.Cli.Check;

/// <summary><c>holdfast check [URL]</c>.</summary>
internal static class CheckCommand
{
    private const string Codes = """
        Exit codes:
          0   every required check passed      3   nothing ran: nothing selected, or no server
          1   a check failed                   64  the command line is wrong
          2   an outcome is unknown            70  Holdfast itself failed
        """;

    public static Command Create()
    {
        var url = new Argument<Uri?>("URL") { Arity = ArgumentArity.ZeroOrOne, Description = "The creation URL of a tus server. Without it: the embedded reference server.", CustomParser = CheckValues.Url };
        var protocol = new Option<string>("--protocol") { Description = "tus, ietf or all.", DefaultValueFactory = _ => "all", HelpName = "NAME" };
        protocol.AcceptOnlyFromAmong("tus", "ietf", "all");
        var only = Patterns("--only", "Run only cases whose id matches: * within a segment, ** over segments, or a prefix. Repeatable.");
        var except = Patterns("--except", "Leave out cases whose id matches. Repeatable.");
        var report = new Option<DirectoryInfo>("--report") { Description = "Where to write index.html, results.jsonl, junit.xml, summary.md and badge.svg.", DefaultValueFactory = _ => new DirectoryInfo("holdfast-report"), HelpName = "DIR" };
        var header = new Option<KeyValuePair<string, string>[]>("--header") { Description = "A header field for every request, 'Name: value'. Repeatable.", HelpName = "K: V", CustomParser = CheckValues.Headers };
        var toxiproxy = new Option<Uri?>("--toxiproxy") { Description = "Use a running Toxiproxy (its API's URL) instead of the embedded fault proxy.", HelpName = "URL", CustomParser = CheckValues.Url };
        var seed = new Option<ulong?>("--seed") { Description = "The seed of every choice; without it a run takes any, and prints it.", HelpName = "N" };
        var shard = new Option<Shard?>("--shard") { Description = "Run part I of N, for example 2/8.", HelpName = "I/N", CustomParser = CheckValues.Shard };
        var parallel = new Option<int>("--parallel") { Description = "How many cases run at once.", HelpName = "N", DefaultValueFactory = _ => 8 };
        parallel.Validators.Add(result => CheckValues.AtLeastOne(result, parallel));
        var strict = new Option<bool>("--strict") { Description = "Warnings fail, too." };
        var insecure = new Option<bool>("--insecure") { Description = "Accept a TLS certificate that does not verify." };
        var stall = new Option<double>("--stall-patience") { Description = "How many seconds the server is given to end a request whose client went silent.", HelpName = "S", DefaultValueFactory = _ => 10 };
        stall.Validators.Add(result => CheckValues.Positive(result, stall));
        var start = new Option<string?>("--start") { Description = "Start the server by this command first, and end it afterwards; {port} and {dir} stand for its port (URL's, or a free one) and a fresh directory.", HelpName = "COMMAND" };

        var command = new Command("check", "Checks a server for conformance and resilience, and writes a report.")
        {
            url, protocol, only, except, report, header, toxiproxy, seed, shard, parallel, strict, insecure, stall, start,
        };
        command.TeachBy(
            Codes,
            ("holdfast check", "the embedded reference server, through the embedded fault proxy"),
            ("holdfast check http://127.0.0.1:1080/files/ --only 'tus/core/**'", "the core of your own server"),
            ("holdfast check https://uploads.example/files/ --header 'Authorization: Bearer …' --strict", "with credentials; warnings fail"),
            ("holdfast check --start 'node server.mjs {port} {dir}'", "a server that Holdfast starts and ends"));
        command.SetAction((parsed, stop) => new CheckSession(new CheckArguments
        {
            Url = parsed.GetValue(url),
            Selection = new CaseSelection
            {
                Protocol = parsed.GetValue(protocol)!,
                Only = parsed.GetValue(only) ?? [],
                Except = parsed.GetValue(except) ?? [],
                Shard = parsed.GetValue(shard) ?? Shard.Whole,
            },
            Report = parsed.GetValue(report)!.FullName,
            Headers = parsed.GetValue(header) ?? [],
            Toxiproxy = parsed.GetValue(toxiproxy),
            Seed = parsed.GetValue(seed) ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue),
            Parallel = parsed.GetValue(parallel),
            Strict = parsed.GetValue(strict),
            Insecure = parsed.GetValue(insecure),
            StallPatience = TimeSpan.FromSeconds(parsed.GetValue(stall)),
            Start = parsed.GetValue(start),
        }).RunAsync(stop));
        return command;
    }

    private static Option<string[]> Patterns(string name, string description) => new(name) { Description = description, HelpName = "GLOB" };
}
