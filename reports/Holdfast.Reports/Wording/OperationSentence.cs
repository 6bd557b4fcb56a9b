using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>An operation of a case's history in words.</summary>
internal static class OperationSentence
{
    /// <summary>The request, for example <c>PATCH of 400 bytes at 100 to upload A on connection 3</c>.</summary>
    public static string Asked(HistoryEntry operation)
    {
        var what = operation.Method.Length == 0 ? "raw bytes" : operation.Method;
        var bytes = operation.Bytes == 0 ? ""
            : operation.Sent < operation.Bytes ? $" of {Quantity.Bytes(operation.Bytes)}, of which {Number(operation.Sent)} were sent,"
            : $" of {Quantity.Bytes(operation.Bytes)}";
        var at = operation is { Offset: { } offset, Kind: OperationKind.Append } ? $" at {Number(offset)}" : "";
        var length = operation.Length is { } declared ? $" with length {Number(declared)}" : "";
        var upload = operation.Upload is { } label ? $" for upload {label}" : "";
        return $"{what}{bytes}{at}{length}{upload} on connection {operation.Connection}";
    }

    /// <summary>From when to when.</summary>
    public static string When(HistoryEntry operation) =>
        operation.EndMs is { } end
            ? $"{Quantity.Duration(operation.AtMs)} to {Quantity.Duration(end)}" : $"from {Quantity.Duration(operation.AtMs)} on";

    /// <summary>The response in words.</summary>
    public static string Answer(HistoryEntry operation)
    {
        if (operation.Status is not { } status)
        {
            return "no answer; its effect is unknown";
        }

        var offset = operation.AnsweredOffset is { } answered ? $", offset {Number(answered)}" : "";
        var complete = operation.AnsweredComplete switch { true => ", complete", false => ", not complete", null => "" };
        var content = operation.AnsweredBytes is { } bytes ? $", {Quantity.Bytes(bytes)}" : "";
        return $"{status}{offset}{complete}{content}";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
