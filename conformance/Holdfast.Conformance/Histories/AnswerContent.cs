using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>Distinguishes an upload's content from a page about the upload.</summary>
internal static class AnswerContent
{
    private static readonly string[] Pages = ["text/html", "application/json", "application/problem+json"];

    /// <summary>
    /// The content in a response to <paramref name="operation"/>; <see langword="null"/> when it is not the content, or is incomplete.
    /// </summary>
    public static ReadOnlyMemory<byte>? Of(Operation operation, WireResponse answer) =>
        operation.Kind == OperationKind.Get && answer is { Status: 200, Complete: true } && !answer.Fields.Has("Content-Encoding")
        && !Pages.Any(page => answer.Fields["Content-Type"]?.StartsWith(page, StringComparison.OrdinalIgnoreCase) == true)
            ? answer.Body
            : default(ReadOnlyMemory<byte>?);

    public static OperationOutcome Outcome(WireResponse answer) =>
        answer.Status is >= 200 and < 300 ? OperationOutcome.Ok : OperationOutcome.Fail;

    /// <summary>Whether the body of a request is framed as it is, so that no byte of it is left over or missing.</summary>
    public static bool IsFramed(WireRequest request)
    {
        var lengths = new WireFields(request.Fields).All("Content-Length").ToList();
        return request.Chunked
            ? lengths.Count == 0 : lengths.Count == 0 ? request.Body.Length == 0 : lengths is [var one] && one == $"{request.Body.Length}";
    }
}
