using Holdfast.Cli.Check;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;

namespace Holdfast.Cli.Replay;

/// <summary>The server on which a walk is run: the one given by the user, otherwise the one that the file names.</summary>
/// <param name="Url">Its URL; <see langword="null"/> for one that is started.</param>
/// <param name="IsRecorded">Whether the file names it.</param>
internal sealed record ReplayTarget(Uri? Url, bool IsRecorded)
{
    /// <exception cref="UsageException">Neither the arguments nor the file name a usable server.</exception>
    public static ReplayTarget Of(ReplayArguments arguments, WalkScript script) =>
        arguments.Url is not null || arguments.Start is not null ? new(arguments.Url, IsRecorded: false)
        : script.Target == EmbeddedTarget.WellKnownName ? new(null, IsRecorded: true)
        : new(Recorded(arguments, script), IsRecorded: true);

    /// <summary>The sentence that names the server for the user.</summary>
    public string Announcement(ITargetHost host) => $"Replaying against {host.Name}{(IsRecorded ? " (recorded in the file)" : "")}";

    private static Uri Recorded(ReplayArguments arguments, WalkScript script)
    {
        var problem = script.Target is not { } target ? "does not name the server"
            : target.Contains(Secrets.Redacted, StringComparison.Ordinal) ? $"names the server '{target}' without the secrets of its URL"
            : !Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                ? $"names the server '{target}', which is no longer running"
            : arguments.Headers.Count > 0
                ? $"names the server '{target}', but '--header' is sent only to a server that you name on the command line"
            : null;
        return problem is null ? new Uri(script.Target!) : throw new UsageException(
            $"'{arguments.File}' {problem}. Give the URL, for example 'holdfast replay {arguments.File} http://127.0.0.1:1080/files/', "
                + "or the server's command with --start.");
    }
}
