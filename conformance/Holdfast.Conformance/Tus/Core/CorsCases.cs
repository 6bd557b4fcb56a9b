using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>
/// Fetch standard, CORS protocol: the fields that a browser needs to upload to another origin. A server without any of them does not
/// support browsers, or a proxy in front of it does, which is recorded; a server that sends some of them must send all.
/// </summary>
internal static class CorsCases
{
    private const string Origin = "https://app.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";
    private const string AllowCredentials = "Access-Control-Allow-Credentials";

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/cors/preflight",
            Title = "A preflight allows the methods and fields of an upload",
            Does = "Sends the preflights of POST, PATCH and DELETE that a browser sends, with the fields that tus clients set.",
            Must = "200 or 204; the response allows the origin, the methods PATCH and DELETE, and every tus field that the server uses.",
            Why = "A missing entry makes the browser fail with an error that names neither server nor field.",
            Judges = ["A-70"],
            Needs = ["creation"],
            Run = TusCases.Run(Preflight),
        },
        new()
        {
            Id = "tus/core/cors/exposes",
            Title = "A script can read the fields that an upload needs",
            Does = "Sends POST, HEAD and PATCH with Origin and reads Access-Control-Expose-Headers.",
            Must = "Location, Upload-Offset, Upload-Length and Upload-Expires are exposed in every response that has them.",
            Why = "If the script cannot read Location, it cannot finish the upload.",
            Judges = ["A-70"],
            Needs = ["creation"],
            Run = TusCases.Run(Exposes),
        },
        new()
        {
            Id = "tus/core/cors/on-errors",
            Title = "Scripts can read refusals",
            Does = "Provokes 404, 409, 412, 413 and 415 with Origin.",
            Must = "Each response allows the origin.",
            Why = "Without it the script sees only a network error, and retries requests that will never succeed.",
            Judges = ["A-70"],
            Needs = ["creation"],
            Run = TusCases.Run(OnErrors),
        },
        new()
        {
            Id = "tus/core/cors/vary",
            Title = "A response that repeats the origin has Vary: Origin",
            Does = "Sends OPTIONS and HEAD with Origin and compares Access-Control-Allow-Origin with it.",
            Must = "If the response repeats the origin, Vary contains Origin or *.",
            Why = "A shared cache would serve one site's response to another, whose browser would refuse it.",
            Judges = ["A-70"],
            Needs = ["creation"],
            Run = TusCases.Run(Vary),
        },
        new()
        {
            Id = "tus/core/cors/credentials",
            Title = "Credentials are not allowed for every origin",
            Does = "Sends a preflight and HEAD with the origins https://app.example and null.",
            Must = "Access-Control-Allow-Credentials: true is never combined with the origin * or null, and no response is a 5xx.",
            Why = "Browsers refuse the first combination; the second lets any sandboxed page use the user's cookies.",
            Judges = ["A-70"],
            Needs = ["creation"],
            Run = TusCases.Run(Credentials),
        },
    ];

    private static async Task Preflight(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await AllowsAsync(t, "POST", t.Endpoint, Fields(t, "Upload-Length", "Upload-Metadata"));
        await AllowsAsync(t, "PATCH", upload.Url, Fields(t, "Upload-Offset", "Content-Type"));
        if (t.Context.Capabilities.Offers("termination"))
        {
            await AllowsAsync(t, "DELETE", upload.Url, ["Tus-Resumable"]);
        }
    }

    private static async Task AllowsAsync(TusCase t, string method, WireUrl url, IReadOnlyList<string> fields)
    {
        var answer = await t.SendAsync(PreflightOf(t, method, url, fields), url);
        if (Offers(t, $"preflight of {method}", answer) is not { } response)
        {
            return;
        }

        t.Status($"preflight of {method}", answer, [200, 204], "A-70");

        // POST and HEAD need no permission (Fetch standard, CORS-safelisted methods).
        var allowed = response.Fields.List("Access-Control-Allow-Methods");
        t.Checks.Judge($"Access-Control-Allow-Methods of the preflight of {method}", method,
            TusCase.Quoted(answer["Access-Control-Allow-Methods"]), method == "POST" || allowed.Contains(method) || allowed.Contains("*"),
            "A-70");
        var named = response.Fields.List("Access-Control-Allow-Headers");
        var missing = named.Contains("*") ? [] : fields.Except(named, StringComparer.OrdinalIgnoreCase).ToList();
        t.Checks.Judge($"Fields that the preflight of {method} does not allow", "none",
            missing.Count == 0 ? "none" : string.Join(", ", missing), missing.Count == 0, "A-70");
        t.Checks.Observe($"X-Request-ID in the preflight of {method}",
            named.Contains("X-Request-ID", StringComparer.OrdinalIgnoreCase) ? "allowed" : "not allowed", "A-70");
    }

    private static async Task Exposes(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(5).With("Origin", Origin));
        Exposed(t, "POST", created);
        var upload = await t.NewUploadAsync(5);
        Exposed(t, "HEAD", await t.SendAsync(t.Request("HEAD", upload.Url).With("Origin", Origin), upload.Url));
        Exposed(t, "PATCH", await t.SendAsync(t.Patch(upload, 0, upload.From(0, 3)).With("Origin", Origin), upload.Url));
    }

    private static void Exposed(TusCase t, string method, Exchange answer)
    {
        if (Offers(t, method, answer) is { } response)
        {
            string[] needed = ["Location", "Upload-Offset", "Upload-Length", "Upload-Expires"];
            var exposed = response.Fields.List("Access-Control-Expose-Headers");
            var hidden =
                exposed.Contains("*") ? [] : needed.Where(response.Fields.Has).Except(exposed, StringComparer.OrdinalIgnoreCase).ToList();
            t.Checks.Judge($"Fields of {method} that a script cannot read", "none", hidden.Count == 0 ? "none" : string.Join(", ", hidden),
                hidden.Count == 0, "A-70");
        }
    }

    private static async Task OnErrors(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        if (Offers(t, "HEAD", await t.SendAsync(t.Request("HEAD", upload.Url).With("Origin", Origin), upload.Url)) is null)
        {
            return;
        }

        var unknown = TusCase.Unknown(upload);
        await ReadableAsync(t, "an unknown upload", t.Request("HEAD", unknown), unknown);
        await ReadableAsync(t, "a wrong offset", t.Patch(upload, 3, upload.From(3)), upload.Url);
        await ReadableAsync(t, "another version", t.Request("HEAD", upload.Url).Set("Tus-Resumable", "99.0.0"), upload.Url);
        await ReadableAsync(t, "a body that is too long", t.Patch(upload, 0, t.Content(6)), upload.Url);
        await ReadableAsync(t, "another media type", t.Patch(upload, 0, upload.From(0)).Set("Content-Type", "text/plain"), upload.Url);
    }

    private static async Task ReadableAsync(TusCase t, string why, WireRequest request, WireUrl url)
    {
        var answer = await t.SendAsync(request.With("Origin", Origin), url);
        t.Checks.Judge($"{AllowOrigin} of the refusal for {why} ({answer.Outcome})", $"'*' or '{Origin}'", answer,
            TusCase.Quoted(answer[AllowOrigin]), answer[AllowOrigin] is "*" or Origin, "A-70");
    }

    private static async Task Vary(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        Marked(t, "preflight", await t.SendAsync(PreflightOf(t, "PATCH", upload.Url, ["Tus-Resumable"]), upload.Url));
        Marked(t, "HEAD", await t.SendAsync(t.Request("HEAD", upload.Url).With("Origin", Origin), upload.Url));
    }

    private static void Marked(TusCase t, string subject, Exchange answer)
    {
        if (Offers(t, subject, answer) is not { } response)
        {
            return;
        }

        t.Checks.Observe($"{AllowOrigin} of {subject}", TusCase.Quoted(answer[AllowOrigin]), "A-70");
        if (response.Fields[AllowOrigin] == Origin)
        {
            var vary = response.Fields.List("Vary");
            t.Checks.Judge($"Vary of {subject}", "contains Origin", TusCase.Quoted(answer["Vary"]),
                vary.Contains("Origin", StringComparer.OrdinalIgnoreCase) || vary.Contains("*"), "A-70");
        }
    }

    private static async Task Credentials(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var origin in new[] { Origin, "null" })
        {
            foreach (var request in new[] { PreflightOf(t, "PATCH", upload.Url, ["Tus-Resumable"]), t.Request("HEAD", upload.Url) })
            {
                var answer = await t.SendAsync(request.Set("Origin", origin), upload.Url);
                var told = $"{answer.Outcome}, origin {TusCase.Quoted(answer[AllowOrigin])}, credentials "
                    + $"{TusCase.Quoted(answer[AllowCredentials])}";
                var open = answer[AllowCredentials] == "true" && answer[AllowOrigin] is ("*" or "null");
                t.Checks.Judge($"{request.Method} from the origin '{origin}'", "no 5xx, and no credentials together with '*' or 'null'",
                    told, !open && answer.Status < 500, "A-70");
            }
        }
    }

    // Null, and written down, when there is no CORS here.
    private static WireResponse? Offers(TusCase t, string subject, Exchange answer)
    {
        if (answer[AllowOrigin] is not null)
        {
            return answer.Response;
        }

        t.Checks.Observe($"{AllowOrigin} of {subject}",
            $"absent ({answer.Outcome}): the server does not support browsers of other origins, or leaves CORS to another layer", "A-70");
        return null;
    }

    private static WireRequest PreflightOf(TusCase t, string method, WireUrl url, IReadOnlyList<string> fields) =>
        t.Request("OPTIONS", url).With("Origin", Origin).With("Access-Control-Request-Method", method)
            .With("Access-Control-Request-Headers",
                string.Join(',', fields.Select(field => field.ToLowerInvariant()).Order(StringComparer.Ordinal)));

    private static IReadOnlyList<string> Fields(TusCase t, params string[] fields)
    {
        (string Extension, string Field)[] more =
            [("creation-defer-length", "Upload-Defer-Length"), ("concatenation", "Upload-Concat"), ("checksum", "Upload-Checksum")];
        return ["Tus-Resumable", .. fields, .. more.Where(one => t.Context.Capabilities.Offers(one.Extension)).Select(one => one.Field)];
    }
}
