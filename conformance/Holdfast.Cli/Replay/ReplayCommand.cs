using System.CommandLine;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;

namespace Holdfast.Cli.Replay;

/// <summary><c>holdfast replay FILE [URL]</c>.</summary>
internal static class ReplayCommand
{
    private const string Codes = """
        Exit codes:
          0   gone: the walk breaks nothing   3   no server
          1   reproduced, or it breaks        64  file or command line is wrong
              something different             70  Holdfast itself failed
          2   an outcome is unknown
        """;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The script of a walk, as 'holdfast check --chaos' saves it beside its report." };
        var url = new Argument<Uri?>("URL") { Arity = ArgumentArity.ZeroOrOne, Description = "The creation URL of the server. Without it: the server that the walk was found on, as the file names it.", CustomParser = CheckValues.Url };
        var start = new Option<string?>("--start") { Description = "Start the server by this command first, and end it afterwards; see 'holdfast check --help'.", HelpName = "COMMAND" };
        var header = new Option<KeyValuePair<string, string>[]>("--header") { Description = "A header field for every request to URL's origin, 'Name: value'. Repeatable.", HelpName = "K: V", CustomParser = CheckValues.Headers };
        var trusted = new Option<Uri[]>("--trust-origin") { Description = "Send the fields of --header to this origin, too, where the server names uploads on it. Repeatable.", HelpName = "ORIGIN", CustomParser = CheckValues.Origins };
        var metadata = new Option<KeyValuePair<string, string>[]>("--metadata") { Description = "Metadata for every upload that is created in tus. Repeatable.", HelpName = "KEY=VALUE", CustomParser = CheckValues.Metadata };
        var extensions = new Option<IReadOnlyList<string>>("--extensions") { Description = "The extensions of tus that the server offers, where its OPTIONS does not say so.", HelpName = "NAME,NAME", CustomParser = CheckValues.Extensions };
        var insecure = new Option<bool>("--insecure") { Description = "Accept a TLS certificate that does not verify." };
        var tries = new Option<int>("--tries") { Description = "How often the walk is taken until it shows what it showed: a race does not show every time.", HelpName = "N", DefaultValueFactory = _ => 5 };
        tries.Validators.Add(result => CheckValues.AtLeast(result, tries.Name, 1));
        var command = new Command("replay", "Takes a random walk that broke an invariant again, and says whether it still does.") { file, url, start, header, trusted, metadata, extensions, insecure, tries };
        command.TeachBy(
            Codes,
            ("holdfast replay holdfast-report/walk-tus-3.json", "the walk again, against the server that it was found on"),
            ("holdfast replay walk-tus-3.json http://127.0.0.1:1080/files/", "against another server"),
            ("holdfast replay walk-tus-3.json --start 'node server.mjs {port} {dir}'", "against a server that Holdfast starts and ends"));
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
