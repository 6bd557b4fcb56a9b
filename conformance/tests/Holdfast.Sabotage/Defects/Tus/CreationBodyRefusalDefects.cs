using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in deciding whether the body of a creation is stored.</summary>
internal static class CreationBodyRefusalDefects
{
    private const string OffsetOctetStream = "application/offset+octet-stream";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "creation-body/any-media-type",
            Breaks = "The bytes of a creation are stored whatever its media type is.",
            Kills = ["tus/creation-with-upload/media-type", "tus/creation-with-upload/media-type-missing"],
            Break = Broken.Request(request =>
            {
                if (BringsBytes(request))
                {
                    request.ContentType = OffsetOctetStream;
                }
            }),
        },
        new()
        {
            Name = "creation-body/silently-ignored",
            Breaks = "A body of another media type, or of none, is silently discarded.",
            Kills = ["tus/creation-with-upload/media-type", "tus/creation-with-upload/media-type-missing"],
            Break = Dropped(request => !string.Equals(request.ContentType, OffsetOctetStream, StringComparison.OrdinalIgnoreCase)),
        },
        new()
        {
            Name = "creation-body/media-type-with-case",
            Breaks = "The media type of a creation is compared case-sensitively, and the bytes are discarded when it differs.",
            Kills = ["tus/creation-with-upload/media-type-case"],
            Break = Dropped(request => string.Equals(request.ContentType, OffsetOctetStream, StringComparison.OrdinalIgnoreCase)
                && request.ContentType != OffsetOctetStream),
        },
        new()
        {
            Name = "creation-body/empty-refused",
            Breaks = "A creation with the media type and without content is refused.",
            Kills = ["tus/creation-with-upload/empty-body"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status400BadRequest,
                HttpMethods.IsPost(context.Request.Method) && context.Request.ContentLength == 0
                    && context.Request.ContentType == OffsetOctetStream && !IsOverridden(context.Request))),
        },
        new()
        {
            Name = "creation-body/go-ahead-first",
            Breaks = "100 (Continue) is sent before a creation is examined.",
            Kills = ["tus/creation-with-upload/expect-continue-doomed"],
            Break = Broken.Exchange(async (context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.Expect.Count > 0)
                {
                    // The host sends 100 (Continue) at the first read. No byte is consumed, so that the server still reads all of them.
                    var body = context.Request.BodyReader;
                    var reading = body.ReadAsync(context.RequestAborted).AsTask();
                    body.CancelPendingRead();
                    body.AdvanceTo((await reading).Buffer.Start);
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "creation-body/expectation-failed",
            Breaks = "A creation with Expect: 100-continue gets 417.",
            Kills = ["tus/creation-with-upload/expect-continue"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status417ExpectationFailed,
                HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.Expect.Count > 0)),
        },
    ];

    private static bool BringsBytes(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            && !IsOverridden(request);

    private static bool IsOverridden(HttpRequest request) => request.Headers.ContainsKey("X-HTTP-Method-Override");

    private static Break Dropped(Func<HttpRequest, bool> isDropped) => Broken.Exchange(async (context, next) =>
    {
        if (BringsBytes(context.Request) && isDropped(context.Request))
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Request.Body = Stream.Null;
            context.Request.ContentLength = 0;
            context.Request.ContentType = null;
        }

        await next(context);
    });
}
