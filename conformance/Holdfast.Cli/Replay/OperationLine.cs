using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Replay;

/// <summary>One operation of a history as a line.</summary>
internal static class OperationLine
{
    public static string Of(HistoryEntry entry)
    {
        var body = entry.Bytes > 0 ? $" {(entry.Sent < entry.Bytes ? $"{entry.Sent} of {entry.Bytes}" : $"{entry.Bytes}")} bytes" : "";
        var at = entry is { Offset: { } offset, Kind: OperationKind.Append } ? $" at {offset}" : "";
        var answer = entry.Status is { } status ? $"{status}{Result(entry)}" : "no answer";
        var end = entry.EndMs is { } ms ? ms.ToString("0.0", CultureInfo.InvariantCulture) : "…";
        return string.Create(
            CultureInfo.InvariantCulture, $"{entry.Number,3}  {entry.AtMs,8:0.0} to {end,8} ms  {entry.Upload ?? "-",-2} "
                + $"{(entry.Method.Length == 0 ? "raw bytes" : entry.Method)}{body}{at}: {answer}");
    }

    private static string Result(HistoryEntry entry) =>
        entry.AnsweredBytes is { } bytes ? $", {bytes} bytes"
        : entry.AnsweredOffset is { } offset ? $", offset {offset}{(entry.AnsweredComplete == true ? ", complete" : "")}"
        : "";
}
