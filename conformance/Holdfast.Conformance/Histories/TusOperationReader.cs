using System.Globalization;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>Reads tus 1.0.0.</summary>
internal sealed class TusOperationReader(WireUrl endpoint) : IOperationReader
{
    public bool IsDraft => false;

    // Read leniently: whether the date has its right form is judged elsewhere, and a client understands more than that.
    public TimeSpan? Lifetime(WireResponse answer, DateTimeOffset now) =>
        DateTimeOffset.TryParse(answer.Fields["Upload-Expires"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end - now : null;

    public Operation WithRequest(Operation begun, WireRequest request)
    {
        var fields = new WireFields(request.Fields);
        var operation = begun with
        {
            Method = request.Method, Upload = request.Target, Body = request.Body, Length = Number(fields, "Upload-Length"),
        };
        if (request.Method == "OPTIONS")
        {
            return operation with { Upload = null };
        }

        // The real method is then ignored (tus 1.0.0, X-HTTP-Method-Override), and another version can mean anything.
        return fields.Has("X-HTTP-Method-Override") || !fields.All("Tus-Resumable").SequenceEqual(["1.0.0"])
            ? operation with { IsClear = false }
            : WithRequest(operation, request, fields);
    }

    public Operation WithInterim(Operation operation, WireResponse interim, TimeSpan at) => operation;

    public Operation WithResponse(Operation operation, WireResponse answer)
    {
        var outcome = AnswerContent.Outcome(answer);
        var offset = Number(answer.Fields, "Upload-Offset");
        return operation with
        {
            Status = answer.Status,
            Outcome = outcome,
            AnsweredOffset = offset,
            AnsweredLength = Number(answer.Fields, "Upload-Length"),
            Acknowledged = outcome == OperationOutcome.Ok && operation.IsWrite ? offset : null,
            Upload = operation.Kind is OperationKind.Create or OperationKind.Concatenate ? CreatedUrl(answer) : operation.Upload,
            Content = AnswerContent.Of(operation, answer),
        };
    }

    private Operation WithRequest(Operation operation, WireRequest request, WireFields fields) => request.Method switch
    {
        "POST" when request.Target != endpoint.Target => operation with { IsClear = false },
        "POST" when fields["Upload-Concat"]?.StartsWith("final", StringComparison.OrdinalIgnoreCase) == true =>
            operation with { Kind = OperationKind.Concatenate, Upload = null },
        "POST" when fields.Has("Upload-Length") || fields.Has("Upload-Defer-Length") => Write(operation with
        {
            Kind = OperationKind.Create, Upload = null, Offset = 0,
        }, request, fields),
        "POST" => operation with { Upload = null },
        "PATCH" => Write(operation with { Kind = OperationKind.Append, Offset = Number(fields, "Upload-Offset") }, request, fields),
        "HEAD" => operation with { Kind = OperationKind.Head },
        "GET" when !fields.Has("Range") => operation with { Kind = OperationKind.Get },
        "GET" => operation,
        "DELETE" => operation with { Kind = OperationKind.Delete },
        _ => operation with { IsClear = false },
    };

    private static Operation Write(Operation operation, WireRequest request, WireFields fields) => operation with
    {
        IsClear = operation.Offset is not null && AnswerContent.IsFramed(request),
        IsVerified = fields.Has("Upload-Checksum") || request.Trailers.Count > 0,
    };

    private string? CreatedUrl(WireResponse answer) =>
        answer.Status == 201 && answer.Fields["Location"] is { Length: > 0 } location ? endpoint.Resolve(location)?.Target : null;

    // tus 1.0.0: a non-negative integer, and nothing else.
    private static long? Number(WireFields fields, string name) =>
        fields.All(name).ToList() is [{ Length: > 0 } text] && text.All(char.IsAsciiDigit)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
