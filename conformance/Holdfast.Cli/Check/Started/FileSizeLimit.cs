using System.Globalization;

namespace Holdfast.Cli.Check.Started;

/// <summary>
/// Stands for a full disk: a process whose files cannot grow. A small file system would need a mount, which ordinary users may not make.
/// The error is EFBIG instead of ENOSPC; to a server both are a write that fails.
/// </summary>
internal static class FileSizeLimit
{
    private const string Shell = "/bin/sh";

    /// <summary>The unit of ulimit -f (POSIX, ulimit).</summary>
    private const int Block = 512;

    public static string? WhyNot => File.Exists(Shell) ? null : $"A limit for a server's files is set by '{Shell}', which this system does not have.";

    /// <summary>The command with no file beyond <paramref name="octets"/>. The signal that comes along is ignored, as on a full disk none comes.</summary>
    public static IReadOnlyList<string> Around(IReadOnlyList<string> words, long octets) =>
        [Shell, "-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {octets / Block}; exec \"$@\""), "sh", .. words];
}
