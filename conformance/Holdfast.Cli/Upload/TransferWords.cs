using System.Globalization;
using Holdfast.Client;

namespace Holdfast.Cli.Upload;

/// <summary>What people read about an upload.</summary>
internal static class TransferWords
{
    public static string Summary(UploadResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"Uploaded {result.Length} bytes{(result.Resumed ? $", {result.BytesSent} of them now" : "")}{Retries(result.Retries)}.");

    public static string Waiting(UploadProgress progress) => $"{progress.Problem}; {NextAttempt(progress)}.";

    /// <summary>When something will be tried again; short enough for a bar.</summary>
    public static string NextAttempt(UploadProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"next attempt in {progress.Delay?.TotalSeconds ?? 0:0.#} s");

    /// <summary>How often something was tried again; nothing when it never was.</summary>
    public static string Retries(int count) => count switch
    {
        0 => "",
        1 => ", 1 retry",
        _ => string.Create(CultureInfo.InvariantCulture, $", {count} retries"),
    };
}
