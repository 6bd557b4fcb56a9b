using System.Globalization;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>Reads the IETF draft in one of its interop versions.</summary>
internal sealed class IetfOperationReader(WireUrl endpoint, int version) : IOperationReader
{
    public bool IsDraft => true;

    public TimeSpan? Lifetime(WireResponse answer, DateTimeOffset now) =>
        DraftFields.Limits(answer.Fields)?.GetValueOrDefault(Interop.Age(version)) is { } seconds and >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null;

    public Operation WithRequest(Operation begun, WireRequest request)
    {
        var fields = new WireFields(request.Fields);
        var operation = begun with { Method = request.Method, Upload = request.Target, Body = request.Body };
        return request.Method switch
        {
            "OPTIONS" => operation with { Upload = null },
            "HEAD" => operation with { Kind = OperationKind.Head },
            "GET" when !fields.Has("Range") => operation with { Kind = OperationKind.Get },
            "GET" => operation,
            _ when !fields.All(Interop.Field).SequenceEqual([version.ToString(CultureInfo.InvariantCulture)]) =>
                operation with { IsClear = false },
            "DELETE" => operation with { Kind = OperationKind.Delete },
            "PATCH" when request.Target != endpoint.Target =>
                Write(operation with { Kind = OperationKind.Append, Offset = DraftFields.Offset(fields) }, request, fields),
            _ when Completeness(fields) is not null => Write(operation with
            {
                Kind = OperationKind.Create, Upload = null, Offset = 0,
            }, request, fields),
            _ => operation with { IsClear = false },
        };
    }

    // A 104 of another version says nothing (draft, Draft Version Identification).
    public Operation WithInterim(Operation operation, WireResponse interim, TimeSpan at)
    {
        if (interim.Status != 104 || StructuredField.Integer(interim.Fields.All(Interop.Field)) != version)
        {
            return operation;
        }

        var told = DraftFields.Offset(interim.Fields) is { } offset ? operation with
        {
            Progress = [.. operation.Progress, new ToldOffset(at, offset)],
        } : operation;
        return told.Kind == OperationKind.Create && told.Upload is null ? told with { Upload = Located(interim) } : told;
    }

    public Operation WithResponse(Operation operation, WireResponse answer)
    {
        var outcome = AnswerContent.Outcome(answer);
        var answered = operation with
        {
            Status = answer.Status,
            Outcome = outcome,
            AnsweredOffset = DraftFields.Offset(answer.Fields),
            AnsweredLength = DraftFields.Length(answer.Fields),
            AnsweredComplete = Completeness(answer.Fields),
            Content = AnswerContent.Of(operation, answer),
        };
        return outcome == OperationOutcome.Ok && operation.IsWrite ? Written(answered, answer) : answered;
    }

    private Operation Written(Operation answered, WireResponse answer) => answered with
    {
        // The target answers a completing request, so Location is the target's (draft, Upload Creation).
        Upload = answered is { Kind: OperationKind.Create, Upload: null, Completes: false } ? Located(answer) : answered.Upload,
        Result = answered.Completes == true ? Located(answer) : null,
        Acknowledged = answered.AnsweredOffset
            ?? (answered.Sent == answered.Body.Length && answered.AnsweredComplete is var complete
                && (complete is null || complete == answered.Completes) ? answered.Reach : null),
    };

    private Operation Write(Operation operation, WireRequest request, WireFields fields)
    {
        var completes = Completeness(fields) ?? (version == 3 ? true : null);
        var isOne = fields.All("Upload-Offset").Count() == (operation.Kind == OperationKind.Append ? 1 : 0);
        return operation with
        {
            Completes = completes,
            Length = DraftFields.Length(fields) ?? (completes == true ? operation.Offset + request.Body.Length : null),
            IsClear = isOne && operation.Offset is not null && completes is not null && AnswerContent.IsFramed(request),
            IsVerified = fields.Has("Content-Digest") || fields.Has("Repr-Digest") || fields.Has("Digest"),
        };
    }

    private string? Located(WireResponse answer) =>
        answer.Fields["Location"] is { Length: > 0 } location ? endpoint.Resolve(location)?.Target : null;

    private bool? Completeness(WireFields fields) =>
        StructuredField.Boolean(fields.All(Interop.CompletenessField(version))) is { } said ? said == version > 3 : null;
}
