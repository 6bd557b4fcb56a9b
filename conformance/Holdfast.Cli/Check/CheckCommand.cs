using System.CommandLine;
using Holdfast.Cli.Help;

namespace Holdfast.Cli.Check;

/// <summary><c>holdfast check [URL]</c>.</summary>
internal static class CheckCommand
{
    private const string Codes = """
        Exit codes:
          0   every required check passed   3   nothing ran: nothing selected, no server
          1   a check failed                64  the command line is wrong
          2   an outcome is unknown         70  Holdfast itself failed
        """;

    public static Command Create()
    {
        var options = new CheckOptions();
        var command = new Command("check", "Checks a server for conformance and resilience, and writes a report.");
        options.AddTo(command);
        command.TeachBy(
            Codes,
            ("holdfast check", "the embedded reference server, through the embedded fault proxy"),
            ("holdfast check http://127.0.0.1:1080/files/ --only 'tus/core/**'", "only the core cases, against your own server"),
            ("holdfast check https://uploads.example/ --header 'Authorization: Bearer …'", "with credentials"),
            ("holdfast check http://127.0.0.1:1080/files/ --protocol ietf --interop 8,10", "the IETF draft, two interop versions"),
            ("holdfast check http://127.0.0.1:1080/files/ --budget 60s", "the most valuable cases that fit into a minute"),
            ("holdfast check --start 'node server.mjs {port} {dir}'", "Holdfast starts, kills, restarts and ends the server"),
            ("holdfast check http://127.0.0.1:1080/files/ --chaos 60s --clients 8", "random walks for a minute, instead of cases"),
            ("holdfast check --clients tus-js-client", "a client, through faults that Holdfast makes"),
            ("holdfast check http://127.0.0.1:1080/files/ --baseline known-failures.txt", "known failures pass, new failures do not"));
        command.SetAction((parsed, stop) => new CheckSession(options.Read(parsed)).RunAsync(stop));
        return command;
    }
}
