using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.States;

// Sends the requests that an upload must refuse, and checks that they leave it unchanged.
internal sealed partial class StateWatch
{
    private static readonly string[] Described =
        ["Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Upload-Concat", "Upload-Metadata"];

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

    private static Refusal AtAnotherOffset(string name, WireRequest patch) =>
        new(name, patch, "TUS-032") { Accepted = [409], Requirement = "TUS-031", Kind = "PATCH at another offset" };

    private static string Description(Exchange head) =>
        string.Join(", ",
            Described.Where(field => head[field] is not null).Select(field => $"{field} '{head[field]}'").Prepend(head.Outcome));

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
}
