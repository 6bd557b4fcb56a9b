using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading and comparing Upload-Offset of a PATCH.</summary>
internal static class PatchOffsetDefects
{
    private const string Offset = "Upload-Offset";

    public static IReadOnlyList<Defect> All { get; } =
    [
        Compared("stale-offset-accepted", "A PATCH before the current offset is stored at the current offset.",
            (claimed, actual) => claimed < actual,
            ["tus/core/patch/offset-mismatch", "tus/core/patch/complete-stale"], "tus/states/**", "tus/resilience/**",
            "tus/core/patch/expect-continue-doomed", "tus/core/patch/early-conflict", "tus/creation-with-upload/conflict"),
        Compared("offset-ahead-accepted", "A PATCH beyond the current offset is stored at the current offset.",
            (claimed, actual) => claimed > actual,
            ["tus/core/patch/offset-mismatch", "tus/core/patch/conflict-tells", "tus/wire/connection/after-refused-body",
                "tus/wire/early/conflict"],
            "tus/core/patch/offset-wraps", "tus/core/version/on-errors", "tus/core/cors/on-errors", "tus/creation-defer-length/**",
            "tus/resilience/**", "tus/expiration/on-refusal"),
        Compared("offset-in-32-bits", "Offsets are compared in 32 bits.",
            (claimed, actual) => claimed > uint.MaxValue && unchecked((uint)claimed) == actual, ["tus/core/patch/offset-wraps"]),
        Read("offset-read-leniently", "Upload-Offset is read with signs, leading zeros and exponents.", ["tus/core/patch/offset-lenient"],
            text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1e15
                ? ((long)number).ToString(CultureInfo.InvariantCulture) : text,
            "tus/core/patch/offset-malformed", "tus/wire/field/**"),
        Read("offset-that-is-none-is-zero", "An Upload-Offset that is not a number counts as 0.", ["tus/core/patch/offset-malformed"],
            text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : "0",
            "tus/core/patch/offset-lenient", "tus/core/patch/offset-twice", "tus/wire/field/**", "tus/core/version/on-more-errors"),
        Read("offset-wraps-at-64-bits", "An Upload-Offset of 2^64 counts as 0.", ["tus/core/patch/offset-lenient"], text =>
            System.Numerics.BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? ((ulong)(number & ulong.MaxValue)).ToString(CultureInfo.InvariantCulture) : text),
        Read("digits-of-any-script", "Upload-Offset is read in the digits of any script.", ["tus/wire/field/foreign-digits"], text =>
            string.Concat(text.Select(letter => char.IsDigit(letter) ? (char)('0' + (int)char.GetNumericValue(letter)) : letter))),
        Read("first-offset-line-counts", "When there are several Upload-Offset values, the first counts.", ["tus/core/patch/offset-twice"],
            text => text.Split(',')[0]),
        new()
        {
            Name = "patch/conflict-is-400",
            Breaks = "A PATCH at another offset is refused with 400.",
            Kills = ["tus/core/patch/offset-mismatch", "tus/core/patch/conflict-tells", "tus/core/patch/complete-stale",
                "tus/core/patch/expect-continue-doomed"],
            MayKill = ["tus/core/patch/offset-wraps", "tus/core/patch/early-conflict", "tus/wire/connection/after-refused-body",
                "tus/resilience/**", "tus/creation-defer-length/**", "tus/creation-with-upload/conflict", "tus/expiration/on-refusal"],
            Break = Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status409Conflict)
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                }
            }),
        },
        new()
        {
            Name = "patch/finished-is-an-error",
            Breaks = "Any PATCH to a finished upload is refused with 400.",
            Kills = ["tus/core/patch/complete-empty", "tus/core/patch/complete-stale"],
            MayKill = ["tus/states/**", "tus/resilience/**", "tus/creation/**", "tus/creation-defer-length/**"],
            Break = OnPatch(async (context, next, upload) =>
            {
                if (upload is { IsComplete: true, IsFinal: false })
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                    context.Response.Headers["Tus-Resumable"] = "1.0.0";
                    return;
                }

                await next(context);
            }),
        },
    ];

    /// <summary>A defect in PATCH that depends on the stored upload.</summary>
    public static Break OnPatch(Func<HttpContext, RequestDelegate, UploadInfo?, Task> around) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (HttpMethods.IsPatch(context.Request.Method))
        {
            await around(context, next, await store.GetInfoAsync(context.Request.Path.Value!.Split('/')[^1], context.RequestAborted));
            return;
        }

        await next(context);
    });

    private static Defect Compared(
        string name, string breaks, Func<long, long, bool> accepts, IReadOnlyList<string> kills, params string[] mayKill) => new()
    {
        Name = $"patch/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = OnPatch((context, next, upload) =>
        {
            var claimed = context.Request.Headers[Offset].ToString();
            if (upload is not null && long.TryParse(claimed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && accepts(number, upload.Offset))
            {
                context.Request.Headers[Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
            }

            return next(context);
        }),
    };

    private static Defect Read(
        string name, string breaks, IReadOnlyList<string> kills, Func<string, string> read, params string[] mayKill) => new()
    {
        Name = $"patch/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Request(request =>
        {
            if (HttpMethods.IsPatch(request.Method))
            {
                request.Headers[Offset] = read(request.Headers[Offset].ToString());
            }
        }),
    };
}
