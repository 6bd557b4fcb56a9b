using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.States;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.States;

/// <summary>
/// Sends an upload in any state the requests that every upload gets, and judges each response by the rules that hold in all states: its
/// fields, no content after a response without content, and no change by a refused request.
/// </summary>
internal sealed class StateWatch(TusCase t)
{
    private static readonly string[] Framing = ["Content-Length", "Transfer-Encoding"];

    private static readonly string[] Described =
        ["Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Upload-Concat", "Upload-Metadata"];

    private bool _expires;
    private bool _isDated;
    private bool _tellsMetadata;

    public StateRules Rules { get; } = new(t.Checks);

    /// <summary>
    /// Sends all requests to an ordinary new upload and to an unknown one before any other state is judged. Each refused request has its
    /// own upload, because one that is not refused must not affect the others.
    /// </summary>
    public async Task OrdinaryAsync()
    {
        var first = t.Chunk(4);
        var state = await KnownAsync(await t.NewUploadAsync(first + 6), 0);
        _tellsMetadata = state.Metadata is not null;
        await HeadAsync(state);
        await AppendAsync(state, first);
        foreach (var number in Enumerable.Range(0, Unfinished(state).Count()))
        {
            var other = await KnownAsync(await t.NewUploadAsync(first + 6), 0);
            await RefusalsAsync(other, Unfinished(other).Skip(number).Take(1));
        }

        await GoneAsync(new Upload(TusCase.Unknown(state.Upload), state.Upload.Content), null);
    }

    /// <summary>A new upload, with the metadata of its first HEAD; other cases compare it with what was sent.</summary>
    public async Task<UploadState> KnownAsync(Upload upload, long offset) =>
        new(upload, offset, upload.Length) { Metadata = (await t.HeadAsync(upload.Url))["Upload-Metadata"] };

    /// <summary>Judges the response to HEAD.</summary>
    public async Task HeadAsync(UploadState state) =>
        JudgeHead(state, (await AskAsync("HEAD", t.Request("HEAD", state.Url), state.Url)).Answer);

    /// <summary>
    /// Appends the upload's next bytes, which must be accepted, and judges the response. Returns the new state of the upload.
    /// </summary>
    public async Task<UploadState> AppendAsync(UploadState state, int count, bool declares = false)
    {
        var offset = (int)state.Offset!.Value;
        var patch = t.Patch(state.Upload, offset, state.Upload.From(offset, count));
        var (answer, _) = await AskAsync("PATCH", declares ? patch.With("Upload-Length", Text(state.Upload.Length)) : patch, state.Url);
        Rules.Judge("Status of PATCH", "204", answer.Outcome, answer.Status == 204, "TUS-036");
        if (!answer.IsSuccess)
        {
            throw Rules.IsOrdinary
                ? CaseStoppedException.Unsupported($"A PATCH to an ordinary upload fails, too: {answer.Outcome}. Other cases judge that.")
                : CaseStoppedException.Judged(
                    $"PATCH of {count} bytes at offset {offset} was answered with {answer.Outcome}, so the case cannot continue.");
        }

        var after = state with { Offset = offset + count, Length = declares ? state.Upload.Length : state.Length };
        OffsetIs("PATCH", answer, after.Offset.Value);
        Expires(answer, after.Offset == after.Length);
        return after;
    }

    /// <summary>Sends an empty PATCH, which changes nothing if it is accepted.</summary>
    public async Task EmptyAsync(UploadState state)
    {
        var (answer, _) = await AskAsync("an empty PATCH", t.Patch(state.Upload, state.Offset!.Value, default), state.Url);
        if (answer.Status == 204)
        {
            OffsetIs("an empty PATCH", answer, state.Offset.Value);
        }
    }

    /// <summary>
    /// Sends the requests that must be refused, and judges each time that nothing has changed. The first change ends the loop.
    /// </summary>
    public async Task RefusalsAsync(UploadState state, IEnumerable<Refusal> refusals)
    {
        var before = Description(await t.HeadWhenFreeAsync(state.Url));
        foreach (var refusal in refusals)
        {
            if (Rules.IsBrokenAnyway($"HEAD after {refusal.Kind}"))
            {
                Rules.Observe(refusal.Name, "not sent, because it changes an ordinary upload, which other cases judge", refusal.Unchanged);
                continue;
            }

            var (answer, head) = await AskAsync(refusal.Name, refusal.Request, state.Url);
            if (refusal.Requirement is { } requirement)
            {
                Rules.JudgeAs(
                    $"Status of {refusal.Kind}", $"Status of {refusal.Name}", refusal.Expected, answer.Outcome, refusal.Takes(answer),
                    requirement);
            }

            if (refusal.IsOfVersion && answer.Status == 412)
            {
                var holds = answer.Response!.Fields.List("Tus-Version").Contains("1.0.0");
                Rules.Judge($"Tus-Version of {refusal.Name}", "a list with 1.0.0", TusCase.Quoted(answer["Tus-Version"]), holds, "TUS-012");
            }

            var after = Description(head);
            Rules.JudgeAs($"HEAD after {refusal.Kind}", $"HEAD after {refusal.Name}", before, after, before == after, refusal.Unchanged);
            if (before != after)
            {
                return;
            }
        }
    }

    /// <summary>As above, and the content that can be read must be the same before and after.</summary>
    public async Task UnalteredAsync(UploadState state, IEnumerable<Refusal> refusals, params IReadOnlyList<string> requirements)
    {
        var before = await t.ReadBackAsync(state.Upload, requirements);
        await RefusalsAsync(state, refusals);
        if (before is { } sent && await t.ReadBackAsync(state.Upload, requirements) is { } kept)
        {
            var same = sent.Span.SequenceEqual(kept.Span);
            Rules.Judge(
                "Content after the refused requests", "as before",
                same ? "as before" : $"{kept.Length} bytes that differ from byte {sent.Span.CommonPrefixLength(kept.Span)} on", same,
                requirements);
        }
    }

    /// <summary>The requests that an unfinished upload, which is not a final one, must refuse.</summary>
    public IEnumerable<Refusal> Unfinished(UploadState state)
    {
        var (offset, rest) = (state.Offset!.Value, t.Patch(state.Upload, state.Offset.Value, state.Upload.From(state.Offset.Value)));
        foreach (var refusal in Versions(state, rest))
        {
            yield return refusal;
        }

        yield return AtAnotherOffset("PATCH at a larger offset", t.Patch(state.Upload, offset + 1, state.Upload.From(offset + 1)));
        if (offset > 0)
        {
            yield return AtAnotherOffset("PATCH at a smaller offset", t.Patch(state.Upload, 0, state.Upload.Content));
        }

        yield return new("PATCH as text/plain", rest.Set("Content-Type", "text/plain"), "TUS-029")
        {
            Accepted = [415], Requirement = "TUS-029",
        };
        if (t.Context.Capabilities.Offers("checksum"))
        {
            // The whole rest, so that no rule for the length of chunks is in the way.
            var wrong = rest.With("Upload-Checksum", Digests.Field("sha1", "other"u8));
            yield return new("PATCH with a wrong checksum", wrong, "TUS-113") { Requirement = "TUS-108" };
        }
    }

    /// <summary>The requests that a complete upload refuses. Old offsets, and bytes after the end, have their own cases.</summary>
    public IEnumerable<Refusal> Complete(UploadState state) =>
    [
        .. Versions(state, null),
        AtAnotherOffset("PATCH at a smaller offset", t.Patch(state.Upload, 0, state.Upload.Content)) with { Requirement = null },
        AtAnotherOffset("PATCH at a larger offset", t.Patch(state.Upload, state.Upload.Length + 1, "X"u8.ToArray())),
        new("PATCH after the end", t.Patch(state.Upload, state.Upload.Length, "X"u8.ToArray()), "A-35-MUST"),
    ];

    /// <summary>
    /// The requests that a final upload refuses, waiting or not: every PATCH (tus 1.0.0, Concatenation). Other cases judge the details.
    /// </summary>
    public IEnumerable<Refusal> Final(UploadState state) =>
    [
        .. Versions(state, null),
        new("PATCH at the beginning", t.Patch(state.Upload, 0, state.Upload.Content), "TUS-143"),
        new("PATCH at the end", t.Patch(state.Upload, state.Upload.Length, "X"u8.ToArray()), "TUS-143"),
        new("an empty PATCH", t.Patch(state.Upload, state.Offset ?? 0, default), "TUS-143"),
    ];

    /// <summary>
    /// Creates an upload with metadata; the response is judged like any other. Without an upload the case ends. Also returns the metadata,
    /// unless even an ordinary upload returns none.
    /// </summary>
    public async Task<(Upload Upload, string? Metadata)> CreateAsync(string name, WireRequest post, byte[] content)
    {
        var marker = Metadata.Pair(RunMarker.Key, t.Context.Run.Marker);
        post = post.Fields.Any(field => field.Name == "Upload-Metadata") ? post : post.With("Upload-Metadata", marker);
        var created = await t.CreateAsync(post);
        if (created.Response is not null)
        {
            Carried($"the creation of {name}", created);
        }

        if (created.Status == 201 && t.Location(created) is { } url)
        {
            return (new Upload(url, content), _tellsMetadata ? new WireFields(post.Fields)["Upload-Metadata"] : null);
        }

        throw t.Broken($"Creating {name}", created, "201 with a Location", "TUS-080", "TUS-081");
    }

    /// <summary>
    /// Deletes an upload in any state, and judges the fields and the framing of the response and of later ones.
    /// </summary>
    public async Task DeleteAsync(Upload upload)
    {
        var (answer, _) = await AskAsync("DELETE", t.Request("DELETE", upload.Url).With("Content-Length", "0"), upload.Url);
        if (answer.IsSuccess)
        {
            await GoneAsync(upload, null);
        }
    }

    /// <summary>Judges the responses for a deleted upload to HEAD, PATCH and, unless undefined, DELETE.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="requirement">The requirement of 404 or 410; <see langword="null"/> if the status has its own cases.</param>
    /// <param name="deletes">Whether DELETE is sent.</param>
    public async Task GoneAsync(Upload upload, string? requirement, bool deletes = true)
    {
        List<WireRequest> requests = [t.Request("HEAD", upload.Url), t.Patch(upload, 0, upload.From(0))];
        if (deletes && t.Context.Capabilities.Offers("termination"))
        {
            requests.Add(t.Request("DELETE", upload.Url).With("Content-Length", "0"));
        }

        foreach (var request in requests)
        {
            var name = $"{request.Method} of a deleted upload";
            var (answer, _) = await AskAsync(name, request, upload.Url);
            if (requirement is not null)
            {
                Rules.Judge($"Status of {name}", "404 or 410", answer.Outcome, answer.Is(404, 410), requirement);
            }

            if (request.Method == "HEAD" && answer.Is(404, 410, 403))
            {
                Rules.Judge(
                    $"Upload-Offset of {name}", "absent", TusCase.Quoted(answer["Upload-Offset"]), answer["Upload-Offset"] is null,
                    "TUS-024");
            }
        }
    }

    /// <summary>
    /// Sends a request and then HEAD on the same connection, so that content after a response without content is noticed. Returns both
    /// responses.
    /// </summary>
    public async Task<(Exchange Answer, Exchange Head)> AskAsync(string name, WireRequest request, WireUrl upload)
    {
        await using var connection = await t.Context.ConnectAsync(upload);
        var answer = await t.SendAsync(request, connection);
        if (answer.Response is null)
        {
            Rules.Unknown($"Response to {name}", "an answer", answer.Outcome, "TUS-009");
            return (answer, await t.HeadWhenFreeAsync(upload));
        }

        Carried(name, answer);
        var behind = answer.Response.Closes ? null : await t.SendAsync(t.Request("HEAD", upload), connection);
        if (request.Method == "HEAD" || Is204(answer))
        {
            Empty(name, answer, behind);
        }

        return (answer, behind?.Response is null ? await t.HeadWhenFreeAsync(upload) : behind);
    }

    /// <summary>Records that there was nothing to judge, for behaviour that only some servers have.</summary>
    public void Close()
    {
        if (!_isDated)
        {
            t.Checks.Observe("Upload-Expires", "in no response", "TUS-104");
        }
    }

    private static Refusal AtAnotherOffset(string name, WireRequest patch) =>
        new(name, patch, "TUS-032") { Accepted = [409], Requirement = "TUS-031", Kind = "PATCH at another offset" };

    // A 200 that the run excuses stays one by its framing.
    private static bool Is204(Exchange answer) => answer is { Status: 204, Response.IsExcused: false };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Description(Exchange head) =>
        string.Join(", ",
            Described.Where(field => head[field] is not null).Select(field => $"{field} '{head[field]}'").Prepend(head.Outcome));

    private static bool IsEcho(string sent, Exchange head) =>
        Metadata.Echo(sent, head) is "byte for byte" or "the same pairs in the same order" or "the same pairs in another order";

    private IEnumerable<Refusal> Versions(UploadState state, WireRequest? patch)
    {
        yield return Refusal.OfVersion(t.Request("HEAD", state.Url));
        if (patch is not null)
        {
            yield return Refusal.OfVersion(patch);
        }

        if (t.Context.Capabilities.Offers("termination"))
        {
            yield return Refusal.OfVersion(t.Request("DELETE", state.Url).With("Content-Length", "0"));
        }
    }

    // Judges the fields that every answer must have, and the form of those that an answer may have.
    private void Carried(string name, Exchange answer)
    {
        var kind = answer.IsSuccess ? "Tus-Resumable of a success" : "Tus-Resumable of a refusal";
        Rules.JudgeAs(
            kind, $"Tus-Resumable of {name}", "'1.0.0'", TusCase.Quoted(answer["Tus-Resumable"]), answer["Tus-Resumable"] == "1.0.0",
            "TUS-009", "TUS-010");
        if (answer[ExpiryDate.Field] is { } date)
        {
            _isDated |= !Rules.IsOrdinary;
            Rules.JudgeAs(
                "Form of Upload-Expires", $"Form of Upload-Expires of {name}", "an IMF-fixdate", TusCase.Quoted(date),
                ExpiryDate.Read(date) is not null, "TUS-104");
        }
    }

    private void JudgeHead(UploadState state, Exchange head)
    {
        if (head.Response is null)
        {
            return;
        }

        Rules.Judge("Status of HEAD", "200 or 204", head.Outcome, head.Is(200, 204), "TUS-025");
        var directives = head.Response.Fields.List("Cache-Control");
        Rules.Judge(
            "Cache-Control of HEAD", "with no-store", TusCase.Quoted(head["Cache-Control"]),
            directives.Contains("no-store", StringComparer.OrdinalIgnoreCase), "TUS-026");
        if (!state.IsFinal)
        {
            // Those of a final upload have their own cases, waiting or not.
            Number(head, "Upload-Offset", state.Offset, state.IsPart ? "TUS-144" : "TUS-021", "TUS-004", "TUS-038");
            Number(head, "Upload-Length", state.Length, state.Length is null ? ["TUS-071"] : ["TUS-022", "TUS-005", "TUS-070"]);
        }

        Number(head, "Upload-Defer-Length", state.Length is null ? 1 : null, state.Length is null ? "TUS-071" : "TUS-055");
        if (state.Metadata is { } sent)
        {
            Rules.Judge(
                "Upload-Metadata of HEAD", $"the pairs of '{sent}'", TusCase.Quoted(head["Upload-Metadata"]), IsEcho(sent, head),
                "TUS-077");
        }
        else
        {
            Rules.Observe(
                "Upload-Metadata of HEAD", $"{TusCase.Quoted(head["Upload-Metadata"])}, and absent when the upload was new", "TUS-077");
        }
    }

    private void Number(Exchange head, string field, long? expected, params IReadOnlyList<string> requirements)
    {
        var text = expected is { } number ? Text(number) : null;
        Rules.Judge($"{field} of HEAD", TusCase.Quoted(text), TusCase.Quoted(head[field]), head[field] == text, requirements);
    }

    private void OffsetIs(string name, Exchange answer, long expected) =>
        Rules.Judge(
            $"Upload-Offset of {name}", Text(expected), TusCase.Quoted(answer["Upload-Offset"]), answer["Upload-Offset"] == Text(expected),
            "TUS-037", "TUS-038");

    // tus 1.0.0, Expiration: on every PATCH answer when the upload is going to expire, which a finished one need not.
    private void Expires(Exchange answer, bool isComplete)
    {
        _expires |= Rules.IsOrdinary && answer[ExpiryDate.Field] is not null;
        if (_expires && !isComplete)
        {
            Rules.Judge(
                "Upload-Expires of PATCH", "present, as for an ordinary upload", TusCase.Quoted(answer[ExpiryDate.Field]),
                answer[ExpiryDate.Field] is not null, "TUS-098");
        }
        else
        {
            Rules.Observe("Upload-Expires of PATCH", TusCase.Quoted(answer[ExpiryDate.Field]), "TUS-098");
        }
    }

    // RFC 9110, 8.6, 9.3.2 and 15.3.5; RFC 9112, 6.1.
    private void Empty(string name, Exchange answer, Exchange? behind)
    {
        if (Is204(answer))
        {
            var fields = Framing.Where(field => answer[field] is not null).Select(field => $"{field} '{answer[field]}'").ToList();
            Rules.JudgeAs(
                "Framing of a 204", $"Framing of {name}", "no Content-Length and no Transfer-Encoding",
                fields.Count == 0 ? "neither" : string.Join(", ", fields), fields.Count == 0, "RFC-01");
        }

        if (behind is null || TusCase.IsGone(behind))
        {
            Rules.Observe($"Bytes after {name}", "a closed connection", "RFC-01");
        }
        else
        {
            var rule = Is204(answer) ? "Bytes after a 204" : "Bytes after a response to HEAD";
            Rules.JudgeAs(rule, $"Bytes after {name}", "the next response", behind.Outcome, behind.Response is not null, "RFC-01");
        }
    }
}
