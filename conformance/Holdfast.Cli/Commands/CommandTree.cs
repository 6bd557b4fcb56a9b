using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Holdfast.Cli.Cases;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;
using Holdfast.Cli.Parsing;
using Holdfast.Cli.Proxy;
using Holdfast.Cli.Replay;
using Holdfast.Cli.Serve;
using Holdfast.Cli.Upload;

namespace Holdfast.Cli.Commands;

/// <summary>The command <c>holdfast</c> with its subcommands.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Checks whether resumable uploads survive network faults, for servers of tus 1.0 and of the IETF draft.")
        {
            CheckCommand.Create(),
            ReplayCommand.Create(),
            ServeCommand.Create(),
            ProxyCommand.Create(),
            CasesCommand.Create(),
            UploadCommand.Create(),
        };
        root.TeachBy(
            "'holdfast help COMMAND' shows the options of a command.",
            ("holdfast check", "check the embedded reference server, as a first example"),
            ("holdfast check http://127.0.0.1:1080/files/", "check your own server"),
            ("holdfast cases explain tus/core/patch/offset-mismatch", "what a case does, and why it matters"));
        root.Options.OfType<VersionOption>().Single().Action = new Version();

        // Without a command, show the help and return a usage error, because nothing was done.
        root.SetAction(parsed =>
        {
            ((SynchronousCommandLineAction)root.Options.OfType<HelpOption>().Single().Action!).Invoke(parsed);
            return ExitCode.Usage;
        });
        PlainValues.Read(root);
        return root;
    }

    private sealed class Version : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(VersionLine.Text);
            return ExitCode.Ok;
        }
    }
}
