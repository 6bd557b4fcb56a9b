using System.CommandLine;
using Holdfast.Cli;
using Holdfast.Cli.Cases;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;
using Holdfast.Cli.Proxy;
using Holdfast.Cli.Replay;
using Holdfast.Cli.Serve;

var root = new RootCommand("Checks whether resumable uploads really survive: tus servers, over real sockets, through real faults.")
{
    CheckCommand.Create(),
    ReplayCommand.Create(),
    ServeCommand.Create(),
    ProxyCommand.Create(),
    CasesCommand.Create(),
};
root.TeachBy(
    ("holdfast check", "check the embedded reference server, to see what a run looks like"),
    ("holdfast check http://127.0.0.1:1080/files/", "check your own server"),
    ("holdfast cases explain tus/core/patch/offset-mismatch", "what a case does, and why it matters"));
return await CommandLine.RunAsync(root, args);
