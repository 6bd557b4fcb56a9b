using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.States;

// Sends the requests that an upload must refuse, and checks that they leave it unchanged.
internal sealed partial class StateWatch
{
    private static readonly string[] Described = ["Upload-Offset", "Upload-Complete", "Upload-Incomplete", "Upload-Length"];

    /// <summary>The requests that an unfinished upload must refuse.</summary>
    public IEnumerable<Refusal> Refusals(UploadState state)
    {
        var rest = t.Append(state.Upload, state.Offset, completes: false, state.Upload.From(state.Offset));
        var ahead = t.Append(state.Upload, state.Offset + 1, completes: false, state.Upload.From(state.Offset + 1));
        yield return new("an append at a larger offset", ahead, "IETF-107") { Status = 409 };
        if (t.Version >= 6)
        {
            yield return new("an append as text/plain", rest.Set("Content-Type", "text/plain"), "IETF-140");
        }

        if (t.Version <= 6)
        {
            yield return new("HEAD with Upload-Offset", t.Request("HEAD", state.Url).With("Upload-Offset", Text(state.Offset)),
                "IETF-210") { Status = 400 };
            var delete = t.Request("DELETE", state.Url).With("Content-Length", "0").With("Upload-Offset", Text(state.Offset));
            yield return new("DELETE with Upload-Offset", delete, "IETF-211") { Status = 400 };
        }
    }

    /// <summary>
    /// Sends the requests that must be refused, and judges each time that nothing has changed. The first change ends the loop.
    /// </summary>
    public async Task RefusalsAsync(UploadState state, IEnumerable<Refusal> refusals)
    {
        var before = Description(await t.HeadAsync(state.Url));
        foreach (var refusal in refusals)
        {
            var (name, requirement) = (refusal.Name, refusal.Requirement);
            if (Rules.IsBrokenAnyway($"HEAD after {name}"))
            {
                Rules.Observe(name, "not sent, because it changes an ordinary upload, which other cases judge", requirement);
                continue;
            }

            var (answer, head) = await AskAsync(name, refusal.Request, state.Url);
            Rules.Judge($"Status of {name}", refusal.Expected, answer.Outcome, refusal.Takes(answer), requirement);
            if (answer.Status == 409)
            {
                var fields = answer.Response!.Fields;
                Rules.Judge(
                    $"Upload-Offset of {name}", $"{state.Offset}", IetfCase.Shown(fields, "Upload-Offset"),
                    DraftFields.Offset(fields) == state.Offset, "IETF-109", "IETF-204");
                Completeness(name, answer, complete: false, mayLack: t.Version < 7, "IETF-108", "IETF-224");
            }

            if (!Unchanged(name, before, head, state, requirement))
            {
                return;
            }
        }
    }

    /// <summary>Sends an append without content, which changes nothing if it is accepted.</summary>
    public async Task EmptyAsync(UploadState state)
    {
        var before = Description(await t.HeadAsync(state.Url));
        var (_, head) = await AskAsync("an empty append", t.Append(state.Upload, state.Offset, completes: false, default), state.Url);
        Unchanged("an empty append", before, head, state, "IETF-104");
    }

    /// <summary>
    /// Sends the appends that a complete upload must refuse. From version 8 on, a server may remove the upload resource after an append
    /// beyond its end.
    /// </summary>
    public async Task BeyondAsync(UploadState state)
    {
        var before = Description(await t.HeadAsync(state.Url));
        foreach (var (name, offset, completes) in new[]
        {
            ("an append at offset 0", 0L, false), ("an append after the end", state.Offset, false),
            ("another last append", state.Offset, true),
        })
        {
            var (answer, head) = await AskAsync(name, t.Append(state.Upload, offset, completes, t.Content(t.Chunk(5))), state.Url);
            if (completes || offset == 0)
            {
                // The third one has its own case.
                Rules.Judge($"Status of {name}", "no success", answer.Outcome, !answer.IsSuccess, "IETF-011", "IETF-225");
            }

            if (t.Version >= 8 && head.IsClientError)
            {
                Rules.Observe($"HEAD after {name}", $"{head.Outcome}: the upload resource is gone", "IETF-011", "IETF-225");
                return;
            }

            if (!Unchanged(name, before, head, state, "IETF-011", "IETF-225"))
            {
                return;
            }
        }
    }

    private static string Description(Exchange head) => string.Join(
        ", ", Described.Where(field => head[field] is not null).Select(field => $"{field} {IetfCase.Shown(head.Response!.Fields, field)}")
            .Prepend(head.Outcome));

    private bool Unchanged(string name, string before, Exchange head, UploadState state, params IReadOnlyList<string> requirements)
    {
        var after = Description(head);
        var isBack = head.IsSuccess && DraftFields.Offset(head.Response!.Fields) < state.Offset;
        Rules.Judge($"HEAD after {name}", before, after, before == after, isBack ? [.. requirements, "IETF-005"] : requirements);
        return before == after;
    }
}
