using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Cli.Check.Started;

/// <summary>
/// Simulates a full disk by a limit of the file size. A small file system would need a mount, which requires privileges. The error is EFBIG
/// instead of ENOSPC; for a server both are a failed write.
/// </summary>
internal static class FileSizeLimit
{
    private const string Shell = "/bin/sh";

    private const string Prlimit = "/usr/bin/prlimit";

    public static string? WhyNot => new[] { Shell, Prlimit }.FirstOrDefault(tool => !File.Exists(tool)) is { } missing
        ? $"The case limits the size of the server's files with '{missing}', which is not installed on this system."
        : null;

    /// <summary>The command with SIGXFSZ ignored, which would end the process; a full disk sends no signal.</summary>
    public static IReadOnlyList<string> Around(IReadOnlyList<string> words) => [Shell, "-c", "trap '' XFSZ; exec \"$@\"", "sh", .. words];

    /// <summary>
    /// Limits processes that run. If set at the start, the limit would also apply to the file in which .NET reserves memory for its code.
    /// </summary>
    public static async Task SetAsync(IEnumerable<int> processes, long bytes, CancellationToken cancellationToken)
    {
        foreach (var id in processes)
        {
            using var prlimit = Process.Start(Prlimit,
                ["--pid", id.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"--fsize={bytes}:{bytes}")]);
            await prlimit.WaitForExitAsync(cancellationToken);
        }
    }
}
