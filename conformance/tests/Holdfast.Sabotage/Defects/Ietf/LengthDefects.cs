using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the length of an upload of the draft.</summary>
internal static partial class LengthDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("length/not-told", "In version 9 a retrieval does not report the length.",
            Success("HEAD", (_, headers) => headers.Remove(Length)),
            "creation/length", "append/length", "resilience/creation-cut-length") with
            {
                MayKill = ["ietf/creation/length-powers"], Interop = 9,
            },
        Defect("length/of-beginning-forgotten", "In version 9 the Upload-Length of an incomplete creation is ignored.",
            Field("POST", Length, (request, value) => Completes(request) ? value : null),
            "creation/length", "creation/largest-length", "append/length-disagrees", "append/overshoot", "append/overshoot-chunked",
            "append/too-short") with
            {
                MayKill = ["ietf/append/overshoot-by-one", "ietf/creation/length-powers", "ietf/http2/overshoot"], Interop = 9,
            },
        Defect("length/made-up", "A retrieval reports the offset as the length while the length is unknown.",
            Success("HEAD", (_, headers) =>
        {
            if (!headers.ContainsKey(Length))
            {
                headers[Length] = headers[Offset];
            }
        }), "creation/no-length", "creation/void-length") with { MayKill = ["ietf/resilience/**"] },
        Defect("length/in-32-bits", "In version 8 lengths are kept in 32 bits.",
            Number(number => unchecked((uint)number)), "creation/largest-length") with
            {
                MayKill = ["ietf/creation/length-powers"], Interop = 8,
            },
        Defect("length/in-floating-point", "In version 7 lengths are kept in single precision.",
            Broken.Both(Broken.Uploads(sound => sound with { MaxSize = 0 }), Number(number => (long)(float)number)),
            "creation/largest-length") with { Interop = 7 },
        Defect("length/by-atoi", "An Upload-Length is read up to the first character that is not a digit.",
            Field("POST", Length, value => Digits().Match(value) is { Success: true } match ? match.Value : null), "creation/void-length"),
        Defect("length/of-strings", "An Upload-Length that is a string is accepted.", Field("POST", Length, value => value.Trim('"')),
            "creation/void-length"),
        Defect("length/void-is-refused", "A creation with an Upload-Length that is not an integer is refused.",
            Instead("POST", (_, request) => request.Headers[Length].ToString() is { Length: > 0 } value && !Digits().IsMatch(value),
                StatusCodes.Status400BadRequest), "creation/void-length"),
        Defect("length/of-content-wins", "When Upload-Length and the content of a creation disagree, the length of the content counts.",
            Field("POST", Length, (request, value) => Completes(request) ? null : value), "creation/length-disagrees"),
        Defect("length/contradiction-is-409", "Lengths that contradict each other are refused with 409.",
            Broken.Both(Status("POST", 400, 409), Status("PATCH", 400, 409)),
            "creation/length-disagrees", "append/length-disagrees") with { MayKill = ["ietf/append/length-from-last"] },
        Defect("length/problem-misnamed", "The problem type of a wrong length has another name.",
            BrokenProblem.Token("#inconsistent-upload-length\"", "#inconsistent-length\""),
            "creation/length-disagrees", "append/length-disagrees"),
        Defect("length/of-append-not-read", "Upload-Length on an append is ignored, as in version 6.", Field("PATCH", Length, _ => null),
            "append/length", "append/length-disagrees", "append/length-below-offset"),
        Defect("length/replaced", "An append with another Upload-Length changes the length.",
            Before("PATCH", async (context, upload, store) =>
        {
            if (long.TryParse(context.Request.Headers[Length], CultureInfo.InvariantCulture, out var length) && upload.Length is not null
                && length > upload.Offset)
            {
                await DescribeAsync(store, upload with { Length = length });
            }
        }), "append/length", "append/length-disagrees"),
        Defect("length/below-offset-taken", "An Upload-Length below the offset is ignored.", Before("PATCH", (context, upload, _) =>
        {
            if (long.TryParse(context.Request.Headers[Length], CultureInfo.InvariantCulture, out var length) && length < upload.Offset)
            {
                context.Request.Headers.Remove(Length);
            }

            return Task.CompletedTask;
        }), "append/length-below-offset"),
        Defect("length/forgotten-by-cut-creation", "In version 9 a creation that is cut leaves an upload without a length.",
            Forgotten("POST"),
            "resilience/creation-cut-length") with { Interop = 9 },
        Defect("length/forgotten-by-cut-append", "A last append that is cut leaves an upload without a length.", Forgotten("PATCH"),
            "append/length-from-last"),
        Defect("length/forgotten-by-cut-append-in-old", "In version 5 a last append that is cut leaves an upload without a length.",
            Forgotten("PATCH"), "append/length-from-last") with { Interop = 5 },
        Defect("length/too-short-completes", "A last append in chunks completes the upload, whatever length was declared.",
            Before("PATCH", async (context, upload, store) =>
        {
            if (Completes(context.Request) && context.Request.ContentLength is null)
            {
                await DescribeAsync(store, upload with { Length = null });
            }
        }), "append/too-short"),
        Defect("length/nothing-completes", "An empty last append completes the upload, whatever length was declared.",
            Before("PATCH", async (context, upload, store) =>
        {
            if (Completes(context.Request) && context.Request.ContentLength is 0)
            {
                await DescribeAsync(store, upload with { Length = null });
            }
        }), "append/too-short"),
        Defect("length/excess-cut-off", "An append that is longer than the upload is stored up to the length.",
            CutOff(request => request.ContentLength is not null), "append/overshoot") with
            {
                MayKill = ["ietf/append/overshoot-by-one", "ietf/states/complete"],
            },
        Defect("length/excess-in-chunks-cut-off", "Chunks beyond the length are read, discarded and acknowledged.",
            CutOff(request => request.ContentLength is null), "append/overshoot-chunked") with
            {
                MayKill = ["ietf/append/overshoot-by-one", "ietf/http2/overshoot"],
            },
        Defect("length/excess-survived", "Content beyond the length is refused and the upload can be continued, as in version 7.",
            Broken.Both(CurrentRequest.Track, Broken.Store((sound, directory) => new NeverEnds(sound, directory))), "append/overshoot",
            "append/overshoot-chunked") with
            {
                MayKill = ["ietf/append/overshoot-by-one", "ietf/http2/overshoot"],
            },
    ];

    private static Break Number(Func<long, long> read) => Field("POST", Length, value =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && value.Length < 16
            ? read(number).ToString(CultureInfo.InvariantCulture) : value);

    private static Break Forgotten(string method) =>
        CutBodyStore.OnCut((cut, store) => CurrentRequest.Value.Method == method && !CurrentRequest.Value.Headers.ContainsKey(Length)
        ? store.DescribeAsync(cut.Id, upload => upload with { Length = null })
        : Task.CompletedTask);

    private static Break CutOff(Func<HttpRequest, bool> isMeant) => Broken.Both(
        Before("PATCH", (context, upload, _) =>
        {
            context.Items[typeof(LengthDefects)] = (int)Math.Min(int.MaxValue, upload.Length - upload.Offset ?? int.MaxValue);
            return Task.CompletedTask;
        }),
        BrokenBody.Whole(
            request => request.HttpContext.Items[typeof(LengthDefects)] is < 10 && isMeant(request),
            (context, body) => body[..Math.Min(body.Length, (int)context.Items[typeof(LengthDefects)]!)]));

    [GeneratedRegex("^[0-9]+")]
    private static partial Regex Digits();

    /// <summary>Does not remove an upload because of an append.</summary>
    private sealed class NeverEnds(Holdfast.Server.Stores.IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override ValueTask TerminateAsync(Holdfast.Server.Stores.UploadInfo upload, Holdfast.Server.Stores.WriteScope scope) =>
            CurrentRequest.Value.Method == "PATCH" ? ValueTask.CompletedTask : base.TerminateAsync(upload, scope);
    }
}
