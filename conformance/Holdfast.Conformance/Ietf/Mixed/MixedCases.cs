using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Mixed;

/// <summary>Several protocols at one URL: the draft beside tus, and one interop version beside another.</summary>
internal static class MixedCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/mixed/one-request",
            Title = "A request with fields of both protocols is handled as one of them",
            Does = "Creates with the fields of tus and of the draft together, twice.",
            Must = "If the response is one of the draft, the upload has the offset 0 by the draft. The protocol is recorded.",
            Why = "Libraries that support both may send both; a server that mixes them loses the upload.",
            Judges = ["IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(OneRequest),
        },
        new()
        {
            Id = "ietf/mixed/tus-upload",
            Title = "An upload of tus that is continued with the draft stays consistent",
            Does = "Creates with tus, retrieves the offset and appends with the draft, and retrieves the offset with both.",
            Must = "A refusal, or the same offset with both protocols; a refused append appends no byte.",
            Why = "Applications change their client library while uploads are open.",
            Judges = ["IETF-087", "IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(Upload),
        },
        new()
        {
            Id = "ietf/mixed/another-version",
            Title = "An upload that another version continues is never complete by mistake",
            Does = "Creates in this version, appends half in another that the target speaks, sends HEAD in this one, and finishes in the "
                + "other.",
            Must = "Each append is accepted completely or refused; not complete before the last; then complete, or gone.",
            Why = "Devices are updated while uploads are open.",
            Judges = ["IETF-014", "IETF-104", "IETF-106"],
            Versions = Interop.All,
            Run = IetfCases.Run(AnotherVersion),
        },
    ];

    private static async Task OneRequest(IetfCase t)
    {
        NeedsTus(t);
        foreach (var time in new[] { "once", "again" })
        {
            var created = await t.CreateAsync(t.Create(completes: false).With("Tus-Resumable", "1.0.0").With("Upload-Length", "10"));
            var isDraft =
                IetfCase.Interims(created).Count > 0 || (created.IsSuccess && t.Completeness(created.Response!.Fields) is not null);
            t.Checks.Observe($"A creation of both protocols, {time}",
                $"{created.Outcome}, answered as {(isDraft ? "the draft's" : created["Tus-Resumable"] is null ? "neither's" : "tus'")}",
                "IETF-087");
            if (isDraft && created.IsSuccess && t.Location(created.Response!.Fields) is { } url)
            {
                await t.OffsetIsAsync($"of the upload, {time}", new Upload(url, []), 0, "IETF-087");
            }
        }
    }

    private static async Task Upload(IetfCase t)
    {
        NeedsTus(t);
        var chunk = t.Chunk(5);
        var created = await t.CreateAsync(Tus(t, "POST", t.Endpoint).With("Upload-Length", $"{2 * chunk}").With("Content-Length", "0"));
        if (!created.IsSuccess || t.Location(created.Response!.Fields) is not { } url)
        {
            throw IetfCase.Unsupported($"The target creates no upload with tus: {created.Outcome}.");
        }

        var upload = new Upload(url, t.Content(2 * chunk));
        var head = await t.HeadAsync(upload);
        if (head.IsSuccess)
        {
            t.Number("HEAD of the draft", head, "Upload-Offset", 0, "IETF-087");
        }
        else
        {
            t.Checks.Observe("HEAD of the draft", head.Outcome, "IETF-087");
        }

        var append = await t.AppendAsync(upload, 0, completes: false, upload.From(0, chunk));
        t.Checks.Observe("The append of the draft", append.Outcome, "IETF-104");
        if (t.Answered("the append of the draft", "an answer", append, "IETF-104"))
        {
            var offset = append.IsSuccess ? chunk : 0;
            t.Number("HEAD of tus after it", await t.SendAsync(Tus(t, "HEAD", url), url), "Upload-Offset", offset, "IETF-104");
        }
    }

    private static async Task AnotherVersion(IetfCase t)
    {
        var other = t.Context.Capabilities.Draft.Versions.LastOrDefault(version => version != t.Version);
        if (other == 0 || !t.Context.Capabilities.Draft.ReadsVersion)
        {
            throw IetfCase.Unsupported("The target supports only one version.");
        }

        var half = t.Chunk(10);
        var upload = await t.NewAsync(2 * half);
        var first = await t.SendAsync(t.AppendAs(other, upload, 0, completes: false, upload.From(0, half)), upload.Url);
        t.Checks.Judge($"An append in version {other}", "2xx or 4xx", first, first.IsSuccess || first.IsClientError, "IETF-104");
        var offset = first.IsSuccess ? half : 0;
        await t.OffsetIsAsync("after it", upload, offset, "IETF-104");
        await t.IncompleteAsync("after it", upload, "IETF-106", "IETF-014");
        var last = await t.SendAsync(t.AppendAs(other, upload, offset, completes: true, upload.From(offset)), upload.Url);
        t.Checks.Judge($"The last append in version {other}", "2xx or 4xx", last, last.IsSuccess || last.IsClientError, "IETF-104");
        if (last.IsSuccess)
        {
            await t.CompletedAsync("after the last append", upload, "IETF-014");
        }
        else
        {
            await t.IncompleteAsync("after the last append", upload, "IETF-014");
        }
    }

    private static WireRequest Tus(IetfCase t, string method, WireUrl url) =>
        t.Plain(method, url).With("Tus-Resumable", "1.0.0");

    private static void NeedsTus(IetfCase t)
    {
        if (!t.Context.Capabilities.SpeaksTus)
        {
            throw IetfCase.Unsupported("The target does not support tus 1.0.");
        }
    }
}
