using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.States;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.States;

/// <summary>
/// Sends an upload in any state the requests that every upload gets, and judges each response by the rules that hold in all states: its
/// fields, no content after a response without content, and no change by a refused request.
/// </summary>
internal sealed partial class StateWatch(TusCase t)
{
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
        new EmptyAnswers(Rules, "RFC-01").Judge(name, request.Method, answer, behind);
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

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsEcho(string sent, Exchange head) =>
        Metadata.Echo(sent, head) is "byte for byte" or "the same pairs in the same order" or "the same pairs in another order";

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
}
