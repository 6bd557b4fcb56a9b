using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.States;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>
/// Sends an upload in any state the requests that every upload gets, and judges each response by the rules that hold in all states: its
/// fields, no content after a response without content, and no change by a refused request.
/// </summary>
internal sealed partial class StateWatch(IetfCase t)
{
    private bool _isInterim;

    public StateRules Rules { get; } = new(t.Checks);

    /// <summary>
    /// Sends all requests to an ordinary new upload before any other state is judged. Each refused request has its own upload, because one
    /// that is not refused must not affect the others.
    /// </summary>
    public async Task OrdinaryAsync()
    {
        var state = await NewAsync(t.Chunk(4) + 6);
        await HeadAsync(state);
        foreach (var number in Enumerable.Range(0, Refusals(state).Count()))
        {
            var other = await NewAsync(t.Chunk(4) + 6);
            await RefusalsAsync(other, Refusals(other).Skip(number).Take(1));
        }

        await AppendAsync(state, t.Chunk(4), completes: false);
    }

    /// <summary>A new upload resource, whose length is declared if the version has a field for it.</summary>
    public async Task<UploadState> NewAsync(int length)
    {
        var upload = await t.NewAsync(length, create => t.Version >= 7 ? create.With("Upload-Length", Text(length)) : create);
        var head = await t.HeadAsync(upload);
        return new UploadState(upload, 0, IsComplete: false, head.Response is { } response ? DraftFields.Limits(response.Fields) : null);
    }

    /// <summary>Judges a retrieval. Returns <see langword="false"/> when a complete upload was removed, which a server may do.</summary>
    public async Task<bool> HeadAsync(UploadState state)
    {
        var (head, _) = await AskAsync("HEAD", t.Request("HEAD", state.Url), state.Url);
        if (head.Response is null || (state.IsComplete && head.Is(404, 410)))
        {
            return false;
        }

        int[] statuses = t.Version <= 4 ? [204] : t.Version <= 6 ? [200, 204] : [];
        var holds = statuses.Length == 0 ? head.IsSuccess : statuses.Contains(head.Status!.Value);
        Rules.Judge(
            "Status of HEAD", statuses.Length == 0 ? "a 2xx status" : string.Join(" or ", statuses), head.Outcome, holds,
            head.IsSuccess ? ["IETF-208", "IETF-209"] : ["IETF-087", "IETF-208", "IETF-209"]);
        if (!head.IsSuccess)
        {
            return false;
        }

        var fields = head.Response.Fields;
        Rules.Judge(
            "Upload-Offset of HEAD", $"{state.Offset}", IetfCase.Shown(fields, "Upload-Offset"), DraftFields.Offset(fields) == state.Offset,
            "IETF-087");
        Rules.Judge(
            "Upload-Offset of HEAD compared with the one before", $"{state.Offset} or more", IetfCase.Shown(fields, "Upload-Offset"),
            DraftFields.Offset(fields) is not { } offset || offset >= state.Offset, "IETF-005");
        Completeness("HEAD", head, state.IsComplete, mayLack: t.Version >= 10, "IETF-014", "IETF-088");
        Length(state, fields);
        Limits(state, fields);
        var directives = fields.List("Cache-Control");
        Rules.Judge(
            "Cache-Control of HEAD", "with no-store", IetfCase.Shown(fields, "Cache-Control"),
            directives.Contains("no-store", StringComparer.OrdinalIgnoreCase), "IETF-091");
        return true;
    }

    /// <summary>
    /// Appends the upload's next bytes, which must be accepted, and judges the response. Returns it and the new state of the upload.
    /// </summary>
    public async Task<(UploadState After, Exchange Answer)> AppendAsync(UploadState state, int count, bool completes)
    {
        var name = completes ? "the last append" : "an append";
        var (answer, _) =
            await AskAsync(name, t.Append(state.Upload, state.Offset, completes, state.Upload.From(state.Offset, count)), state.Url);
        Rules.Judge($"Status of {name}", "a 2xx status", answer.Outcome, answer.IsSuccess, completes ? "IETF-206" : "IETF-113", "IETF-104");
        if (!answer.IsSuccess)
        {
            throw Rules.IsOrdinary
                ? IetfCase.Unsupported($"An append to an ordinary upload fails, too: {answer.Outcome}. Other cases judge that.")
                : CaseStoppedException.Judged(
                    $"An append at offset {state.Offset} was answered with {answer.Outcome}, so the case cannot continue.");
        }

        var after = state with { Offset = state.Offset + count, IsComplete = completes };
        if (t.Version >= 7 && !completes)
        {
            Completeness(name, answer, complete: false, mayLack: false, "IETF-113", "IETF-120");
        }
        else if (!completes)
        {
            var fields = answer.Response!.Fields;
            Rules.Judge(
                $"Upload-Offset of {name}", $"{after.Offset}", IetfCase.Shown(fields, "Upload-Offset"),
                DraftFields.Offset(fields) == after.Offset, "IETF-204");
        }

        return (after, answer);
    }

    /// <summary>Cancels an upload in any state, and judges the response and that the upload is removed.</summary>
    public async Task CancelAsync(UploadState state)
    {
        var (deleted, _) = await AskAsync("DELETE", t.Request("DELETE", state.Url).With("Content-Length", "0"), state.Url);
        Rules.Judge(
            "Status of DELETE", t.Version <= 7 ? "204" : "a 2xx status", deleted.Outcome,
            t.Version <= 7 ? deleted.Status == 204 : deleted.IsSuccess, "IETF-123", "IETF-213");
        if (!deleted.IsSuccess)
        {
            return;
        }

        foreach (var request in new[]
        {
            t.Request("HEAD", state.Url), t.Append(state.Upload, state.Offset, completes: true, state.Upload.From(state.Offset)),
        })
        {
            var name = $"{request.Method} of a deleted upload";
            var (answer, _) = await AskAsync(name, request, state.Url);
            var holds = t.Version <= 6 ? answer.Status == 404 : answer.IsClientError;
            Rules.Judge($"Status of {name}", t.Version <= 6 ? "404" : "a 4xx status", answer.Outcome, holds, "IETF-123", "IETF-212");
            if (answer.Response is { } response)
            {
                Rules.Judge(
                    $"Upload-Offset of {name}", "absent", IetfCase.Shown(response.Fields, "Upload-Offset"),
                    !response.Fields.Has("Upload-Offset"), "IETF-212");
            }
        }
    }

    /// <summary>Records that there was nothing to judge, for behaviour that only some servers have.</summary>
    public void Close()
    {
        if (!_isInterim)
        {
            t.Checks.Observe("104", "none came", "IETF-170");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Sends a request and then HEAD on the same connection, so that content after a response without content is noticed.
    private async Task<(Exchange Answer, Exchange Head)> AskAsync(string name, WireRequest request, WireUrl upload)
    {
        await using var connection = await t.Context.ConnectAsync(upload);
        var answer = await connection.ExchangeAsync(request, t.Patience, t.Cancellation);
        if (answer.Response is null)
        {
            Rules.Unknown($"Response to {name}", "an answer", answer.Outcome, "IETF-230");
            return (answer, await t.HeadAsync(upload));
        }

        foreach (var interim in IetfCase.Interims(answer))
        {
            _isInterim |= !Rules.IsOrdinary;
            var holds = StructuredField.Integer(interim.Fields.All(Interop.Field)) == t.Version;
            Rules.Judge(
                $"{Interop.Field} of a 104 of {name}", $"{t.Version}", IetfCase.Shown(interim.Fields, Interop.Field), holds, "IETF-170");
        }

        var behind = answer.Response.Closes ? null : await connection.ExchangeAsync(t.Request("HEAD", upload), t.Patience, t.Cancellation);
        new EmptyAnswers(Rules, "IETF-230").Judge(name, request.Method, answer, behind);
        return (answer, behind?.Response is null ? await t.HeadAsync(upload) : behind);
    }

    private void Completeness(string name, Exchange answer, bool complete, bool mayLack, params IReadOnlyList<string> requirements)
    {
        var field = Interop.CompletenessField(t.Version);
        var (shown, said) = (IetfCase.Shown(answer.Response!.Fields, field), t.Completeness(answer.Response.Fields));
        if (mayLack && said is null)
        {
            Rules.Observe($"{field} of {name}", shown, requirements);
        }
        else
        {
            Rules.Judge($"{field} of {name}", complete == t.Version > 3 ? "?1" : "?0", shown, said == complete, requirements);
        }
    }

    private void Length(UploadState state, WireFields fields)
    {
        if (t.Version < 7 || (t.Version >= 10 && !fields.Has("Upload-Length")))
        {
            Rules.Observe("Upload-Length of HEAD", IetfCase.Shown(fields, "Upload-Length"), "IETF-026", "IETF-089");
        }
        else
        {
            var holds = DraftFields.Length(fields) == state.Upload.Length;
            Rules.Judge(
                "Upload-Length of HEAD", $"{state.Upload.Length}", IetfCase.Shown(fields, "Upload-Length"), holds, "IETF-026", "IETF-089");
        }
    }

    // The remaining lifetime shrinks by itself. Every other limit must not change up to version 7, and must not become stricter later.
    private void Limits(UploadState state, WireFields fields)
    {
        var (first, now) = (state.Limits, DraftFields.Limits(fields));
        if (first is null)
        {
            Rules.Observe(
                "Upload-Limit of HEAD", $"{IetfCase.Shown(fields, "Upload-Limit")}, and none when the upload was new", "IETF-036",
                "IETF-037", "IETF-090", "IETF-222");
            return;
        }

        Rules.Judge(
            "Presence of Upload-Limit of HEAD", "the limits, as when the upload was new", IetfCase.Shown(fields, "Upload-Limit"),
            now is not null, "IETF-090", "IETF-222");
        if (!state.IsComplete)
        {
            // Another case judges how they change between appends.
            return;
        }

        var changed =
            (now ?? first).Where(limit => limit.Key != "max-age" && IsChanged(limit.Key, first.GetValueOrDefault(limit.Key), limit.Value));
        var shown = string.Join(", ", changed.Select(limit => $"{limit.Key}={limit.Value}"));
        var expected = t.Version <= 7 ? "as when the upload was new" : "no stricter than when the upload was new";
        Rules.Judge(
            "Upload-Limit of HEAD", expected, shown.Length == 0 ? expected : shown, shown.Length == 0, "IETF-036", "IETF-037", "IETF-222");
    }

    private bool IsChanged(string limit, long? before, long? now) => t.Version <= 7 ? before != now
        : limit.StartsWith("max-", StringComparison.Ordinal) ? now < (before ?? long.MaxValue)
        : limit.StartsWith("min-", StringComparison.Ordinal) && now > (before ?? 0);
}
