using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Server.Core;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in <c>Upload-Expires</c> and in the expiration of uploads.</summary>
internal static class ExpirationDefects
{
    private const string Field = "Upload-Expires";

    /// <summary>
    /// The lifetime of an upload: short enough for a case to wait for it, and long enough for the requests of a case, except on a busy
    /// machine.
    /// </summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "expiration/obsolete-format",
            Breaks = "Upload-Expires is written in the format of RFC 850.",
            Kills =
            [
                "tus/expiration/announced", "tus/expiration/on-every-patch", "tus/expiration/language", "tus/expiration/on-head",
                "tus/expiration/on-refusal",
                "tus/expiration/creation-with-upload",
            ],
            Break = Rewritten(_ => true, date => date.ToString("dddd, dd-MMM-yy HH':'mm':'ss 'GMT'", CultureInfo.InvariantCulture)),
        },
        new()
        {
            Name = "expiration/wrong-weekday",
            Breaks = "The day of the week in Upload-Expires is that of the day before.",
            Kills = ["tus/expiration/announced", "tus/expiration/on-every-patch"],
            MayKill = ["tus/expiration/**"],
            Break = Rewritten(_ => true, date =>
                date.AddDays(-1).ToString("ddd", CultureInfo.InvariantCulture) + date.ToString("R", CultureInfo.InvariantCulture)[3..]),
        },
        new()
        {
            Name = "expiration/buddhist-year",
            Breaks = "For clients with Accept-Language: th, the year in Upload-Expires is that of the Buddhist calendar.",
            Kills = ["tus/expiration/language"],
            Break = Rewritten(
                context => context.Request.Headers.AcceptLanguage.ToString().StartsWith("th", StringComparison.Ordinal),
                date => string.Create(CultureInfo.InvariantCulture, $"{date:ddd, dd MMM} {date.Year + 543} {date:HH':'mm':'ss} GMT")),
        },
        new()
        {
            Name = "expiration/not-on-patch",
            Breaks = "Only the response to the creation has Upload-Expires.",
            Kills = ["tus/expiration/announced"],
            Break = Missing(context => context.Request.Method == "PATCH"),
        },
        new()
        {
            Name = "expiration/not-on-empty-patch",
            Breaks = "The response to an empty PATCH has no Upload-Expires.",
            Kills = ["tus/expiration/on-every-patch"],
            Break = Missing(context => context.Request is { Method: "PATCH", ContentLength: 0 }),
        },
        new()
        {
            Name = "expiration/not-on-creation",
            Breaks = "The response to a creation has no Upload-Expires, although HEAD does.",
            Kills = ["tus/expiration/on-creation"],
            Break = Missing(context => context.Request.Method == "POST"),
        },
        new()
        {
            Name = "expiration/not-on-creation-with-upload",
            Breaks = "The response to a creation with content has no Upload-Expires.",
            Kills = ["tus/expiration/creation-with-upload"],
            Break = Missing(context => context.Request is { Method: "POST", ContentLength: > 0 }),
        },
        new()
        {
            Name = "expiration/in-the-past",
            Breaks = "Upload-Expires is in the server's local time, hours ago, but labelled GMT.",
            Kills = ["tus/expiration/in-future", "tus/expiration/on-head"],
            Break = Rewritten(_ => true, date => date.AddDays(-1).AddHours(-8).ToString("R", CultureInfo.InvariantCulture)),
        },
        new()
        {
            Name = "expiration/seconds-on-head",
            Breaks = "HEAD has Upload-Expires in seconds since 1970.",
            Kills = ["tus/expiration/on-head"],
            Break = Rewritten(
                context => context.Request.Method == "HEAD", date => date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        },
        new()
        {
            Name = "expiration/iso-on-refusal",
            Breaks = "A refused PATCH has Upload-Expires in the format of ISO 8601.",
            Kills = ["tus/expiration/on-refusal"],
            Break = Rewritten(context => context.Response.StatusCode == StatusCodes.Status409Conflict,
                date => date.ToString("O", CultureInfo.InvariantCulture)),
        },
        new()
        {
            Name = "expiration/not-announced",
            Breaks = "Uploads expire, but Tus-Extension does not list expiration.",
            Kills = ["tus/expiration/not-offered"],
            MayKill = ["tus/expiration/**", "tus/discovery/expiration"],
            Break = Broken.Response(context => BrokenOptions.RemoveExtensions(context, "expiration")),
        },
        new()
        {
            Name = "expiration/gone-is-an-error",
            Breaks = "Uploads live for three seconds; one that has expired is answered with 500.",
            Kills = ["tus/expiration/after-date"],
            MayKill = ["tus/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { Expiration = new ExpirationOptions { Unfinished = Short } }),
                Broken.Response(context =>
                {
                    if (context.Response.StatusCode == StatusCodes.Status410Gone)
                    {
                        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    }
                })),
        },
        new()
        {
            Name = "expiration/patch-revives",
            Breaks = "Uploads live for three seconds; one that has expired still takes a PATCH.",
            Kills = ["tus/expiration/after-date"],
            MayKill = ["tus/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { Expiration = new ExpirationOptions { Unfinished = Short } }),
                (sound, directory) => Broken.Request(request => Touch(request, directory))(sound, directory)),
        },
        new()
        {
            Name = "expiration/finished-too",
            Breaks = "Finished uploads are removed after three seconds like unfinished ones.",
            Kills = ["tus/expiration/finished"],
            MayKill = ["tus/**"],
            Break = Broken.Uploads(sound => sound with { Expiration = new ExpirationOptions { Unfinished = Short, Finished = Short } }),
        },
    ];

    // The lifetime starts at the last change of the data file.
    [SuppressMessage("Security", "CA3003", Justification = "A broken server for loopback; its routes have no path in them.")]
    private static void Touch(HttpRequest request, string directory)
    {
        var path = Path.Combine(directory, BrokenAnswer.IdOf(request));
        if (request.Method == "PATCH" && File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
    }

    private static Break Missing(Func<HttpContext, bool> isMeant) => Broken.Response(context =>
    {
        if (isMeant(context))
        {
            context.Response.Headers.Remove(Field);
        }
    });

    private static Break Rewritten(Func<HttpContext, bool> isMeant, Func<DateTimeOffset, string> write) => Broken.Response(context =>
    {
        if (isMeant(context) && DateTimeOffset.TryParseExact(
            context.Response.Headers[Field], "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            context.Response.Headers[Field] = write(date);
        }
    });
}
