using System.Text;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Describes a target that refuses the run: its response, and the option that helps.</summary>
internal static class Refusal
{
    /// <summary>The part of a body that is shown: enough for a sentence of an API, not for a page.</summary>
    private const int ShownBody = 160;

    /// <summary>Whether a response refuses the client rather than the request.</summary>
    public static bool IsOne(Exchange answer) => answer.Is(401, 403, 407, 429, 503);

    /// <summary>The same for a creation, whose URL may also be wrong.</summary>
    public static bool IsOneOfCreation(Exchange created) => IsOne(created) || created.Status is >= 300 and < 400;

    /// <summary>Describes the response to <paramref name="step"/>, and says what to do about it.</summary>
    public static string Of(Target target, string step, Exchange answer, WireUrl? upload = null) =>
        $"'{target.Name}' answered {step} with '{answer.Outcome}'{Body(answer)}. "
            + $"{Withheld(target, answer, upload) ?? Advice(target, answer)} Nothing was checked.";

    private static string? Withheld(Target target, Exchange answer, WireUrl? upload) =>
        answer.Is(401, 403) && upload is not null && !target.ToCredentials().Trusts(upload)
        ? $"It places uploads on {upload.Origin}, another origin, to which the fields of --header were not sent. Use --trust-origin "
            + $"{upload.Origin} to send them."
        : null;

    private static string Advice(Target target, Exchange answer) => answer.Status switch
    {
        >= 300 and < 400 when answer["Location"] is { Length: > 0 } location && WireUrl.Of(target.Url).Resolve(location) is { } elsewhere =>
            $"It points to '{elsewhere}': give that URL if uploads are created there, or credentials with --header if it is a login page.",
        401 or 403 or 407
            when target.ToCredentials().Secrets.Count > 0 => "The server does not accept uploads with the credentials of --header.",
        403 when target.Metadata.Count == 0 =>
            "Give credentials with --header 'Authorization: Bearer …', or required metadata with --metadata 'key=value'.",
        401 or 403 or 407 => "Give credentials with --header 'Authorization: Bearer …'.",
        404 or 405 => "Give the creation URL, or existing uploads with --upload-url.",
        429 or 503 => "It refuses requests for now: try again later, or send fewer requests per second with --rate.",
        400 or 409 or 422
            when target.Metadata.Count == 0 => "If it requires metadata for each upload, give it with --metadata 'key=value'.",
        >= 400 and < 500 =>
            "Give what it requires with --header 'Name: value' or --metadata 'key=value', or existing uploads with --upload-url.",
        null => $"Expected an answer within {target.Patience.TotalSeconds:0.#} s.",
        _ => "Check the server's log, and try again when it accepts uploads.",
    };

    private static string Body(Exchange answer)
    {
        var text = answer.Response is { Body.Length: > 0 } response ? Encoding.UTF8.GetString(response.Body.Span).Trim() : "";
        var shown = text.Length <= ShownBody ? text : string.Concat(text.AsSpan(0, ShownBody), " …");
        return shown.Length == 0
            ? "" : $" and the body '{string.Join(' ', shown.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries))}'";
    }
}
