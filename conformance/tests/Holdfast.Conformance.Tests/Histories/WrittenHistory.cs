using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Histories.Checkers;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>A history as a test writes it down; times are milliseconds, and an operation without an end has no answer.</summary>
internal sealed class WrittenHistory(bool isDraft = false)
{
    private readonly List<Operation> _operations = [];

    public WrittenHistory Create(string upload, int from, int? to, long? length = null, string body = "", long? acknowledged = null,
        bool? completes = null, Func<Operation, Operation>? with = null) =>
        Add(OperationKind.Create, "POST", upload, from, to, 201, operation => (with ?? (same => same))(operation with
        {
            Offset = 0, Length = length, Body = Bytes(body), Completes = completes, Acknowledged = to is null ? null : acknowledged,
            AnsweredOffset = to is null ? null : acknowledged,
        }));

    public WrittenHistory Append(string upload, int from, int? to, long at, string body, long? acknowledged = null, int status = 204,
        int? sent = null, bool? completes = null, Func<Operation, Operation>? with = null) =>
        Add(OperationKind.Append, "PATCH", upload, from, to, status, operation => (with ?? (same => same))(operation with
        {
            Offset = at, Body = Bytes(body), Sent = sent ?? body.Length, Completes = completes,
            Acknowledged = to is null || status >= 300 ? null : acknowledged ?? at + body.Length,
            AnsweredOffset = to is null ? null : status < 300 ? acknowledged ?? at + body.Length : acknowledged,
        }));

    public WrittenHistory Head(string upload, int from, int? to, long? offset, int status = 200, bool? complete = null) =>
        Add(OperationKind.Head, "HEAD", upload, from, to, status, operation => operation with
        {
            AnsweredOffset = offset, AnsweredComplete = complete,
        });

    public WrittenHistory Get(string upload, int from, int to, string content) =>
        Add(OperationKind.Get, "GET", upload, from, to, 200, operation => operation with { Content = Bytes(content) });

    public WrittenHistory Delete(string upload, int from, int? to, int status = 204) =>
        Add(OperationKind.Delete, "DELETE", upload, from, to, status, same => same);

    public WrittenHistory Raw(int from) =>
        Add(OperationKind.Other, "", null, from, null, 0, operation => operation with { IsClear = false });

    public Violation? Find<TChecker>()
        where TChecker : IHistoryChecker, new()
    {
        var history = new History(_operations, isDraft);
        return history.Uploads.Select(upload => new TChecker().Find(history, upload)).FirstOrDefault(violation => violation is not null);
    }

    /// <summary>The findings of all checkers, by invariant.</summary>
    public IReadOnlyList<string> Broken() =>
        [.. HistoryJudge.Violations(new History(_operations, isDraft)).Select(broken => broken.Checker.Invariant)];

    private WrittenHistory Add(
        OperationKind kind, string method, string? upload, int from, int? to, int status, Func<Operation, Operation> with)
    {
        var operation = new Operation
        {
            Number = _operations.Count + 1,
            Connection = _operations.Count + 1,
            Kind = kind,
            Method = method,
            Upload = upload,
            InvokedAt = TimeSpan.FromMilliseconds(from),
            EndedAt = to is { } end ? TimeSpan.FromMilliseconds(end) : null,
            Outcome = to is null ? OperationOutcome.Info : status < 300 ? OperationOutcome.Ok : OperationOutcome.Fail,
            Status = to is null ? null : status,
        };
        _operations.Add(with(operation));
        return this;
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
