using System.CommandLine;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;

namespace Holdfast.Cli.Replay;

/// <summary><c>holdfast replay FILE [URL]</c>.</summary>
internal static class ReplayCommand
{
    private const string Codes = """
        Exit codes:
          0   gone: the walk broke nothing    3   no server
          1   reproduced, or it broke         64  the file or command line is wrong
              something different             70  Holdfast itself failed
          2   an outcome is unknown
        """;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "The script of a walk, which 'holdfast check --chaos' saved in the report's directory.",
        };
        var url = new Argument<Uri?>("URL")
        {
            Arity = ArgumentArity.ZeroOrOne, Description = "The creation URL of the server. Default: the server that the file names.",
            CustomParser = CheckValues.Url,
        };
        var start = new Option<string?>("--start")
        {
            Description = "Start the server with this command before the walk, and stop it afterwards; see 'holdfast check --help'.",
            HelpName = "COMMAND",
        };
        var header = new Option<KeyValuePair<string, string>[]>("--header")
        {
            Description = "A header field to send with every request to the URL's origin, 'Name: value'. Repeatable.", HelpName = "K: V",
            CustomParser = CheckValues.Headers,
        };
        var trusted = new Option<Uri[]>("--trust-origin")
        {
            Description = "Another origin to send the --header fields to, if the server places uploads there. Repeatable.",
            HelpName = "ORIGIN", CustomParser = CheckValues.Origins,
        };
        var metadata = new Option<KeyValuePair<string, string>[]>("--metadata")
        {
            Description = "Metadata for every upload that is created with tus. Repeatable.", HelpName = "KEY=VALUE",
            CustomParser = CheckValues.Metadata,
        };
        var extensions = new Option<IReadOnlyList<string>>("--extensions")
        {
            Description = "The tus extensions that the server supports, if its OPTIONS response does not list them.",
            HelpName = "NAME,NAME", CustomParser = CheckValues.Extensions,
        };
        var insecure = new Option<bool>("--insecure") { Description = "Accept any TLS certificate." };
        var tries = new Option<int>("--tries")
        {
            Description = "How many times to run the walk until it breaks the invariant again; a race does not occur every time.",
            HelpName = "N", DefaultValueFactory = _ => 5,
        };
        tries.Validators.Add(result => CheckValues.AtLeast(result, tries.Name, 1));
        var command = new Command("replay", "Runs a random walk that broke an invariant again, and reports whether it still breaks it.")
        {
            file, url, start, header, trusted, metadata, extensions, insecure, tries,
        };
        command.TeachBy(
            Codes,
            ("holdfast replay holdfast-report/walk-tus-3.json", "run the walk again, against the same server"),
            ("holdfast replay walk-tus-3.json http://127.0.0.1:1080/files/", "against another server"),
            ("holdfast replay walk-tus-3.json --start 'node server.mjs {port} {dir}'", "against a server that Holdfast starts and stops"));
        command.SetAction((parsed, stop) => new ReplaySession(new ReplayArguments
        {
            File = parsed.GetValue(file)!,
            Url = parsed.GetValue(url),
            Start = parsed.GetValue(start),
            Headers = parsed.GetValue(header) ?? [],
            Metadata = parsed.GetValue(metadata) ?? [],
            Extensions = parsed.GetValue(extensions) ?? [],
            TrustedOrigins = parsed.GetValue(trusted) ?? [],
            Insecure = parsed.GetValue(insecure),
            Tries = parsed.GetValue(tries),
        }).RunAsync(stop));
        return command;
    }
}
