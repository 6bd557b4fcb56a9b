using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Cli;

/// <summary>The exit codes for scripts. 64 and 70 are EX_USAGE and EX_SOFTWARE of BSD's sysexits.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Inconclusive = 2;
    public const int NothingRun = 3;
    public const int Usage = 64;
    public const int Internal = 70;

    /// <summary>The exit code of a run: the worst result beyond the baseline, and never 0 if nothing was proven.</summary>
    public static int Of(SummaryRecord summary, bool strict) => summary switch
    {
        { Stale: > 0 } or { IsTargetDead: true } => Failed,
        _ when summary.Fail > summary.KnownFail => Failed,
        _ when strict && summary.Warn > summary.KnownWarn => Failed,
        { Harness: > 0 } => Internal,
        { Inconclusive: > 0 } or { Interrupted: true } => Inconclusive,
        { Pass: 0, Warn: 0, Observe: 0, Fail: 0 } => NothingRun,
        _ => Ok,
    };

    /// <summary>Says why a run ends with an exit code; <see langword="null"/> for 0.</summary>
    public static string? Meaning(int exitCode, SummaryRecord summary)
    {
        var meaning = exitCode switch
        {
            Failed when summary.IsTargetDead => "the server ended before the run did.",
            Failed when summary.Stale > 0 => "the baseline is stale: it lists failures that no longer occur.",
            Failed when summary.Fail <= summary.KnownFail => "a check warned, and --strict treats warnings as failures.",
            Failed => "a check failed.",
            Inconclusive when summary.Interrupted => "the run was interrupted, so its result is incomplete.",
            Inconclusive => "the outcome of a check is unknown.",
            NothingRun => "nothing was judged: the server supports nothing of what the selected cases need.",
            Internal => "Holdfast itself failed in a case; please report it.",
            _ => null,
        };
        return meaning is null ? null : string.Create(CultureInfo.InvariantCulture, $"Exit code {exitCode}: {meaning}");
    }
}
