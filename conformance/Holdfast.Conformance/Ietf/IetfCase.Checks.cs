using System.Globalization;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>Judgements that many cases make. Without an answer nothing is judged: the outcome is unknown.</summary>
internal sealed partial class IetfCase
{
    public bool Success(string subject, Exchange exchange, params IReadOnlyList<string> requirements) =>
        Answered(subject, "a 2xx status", exchange, requirements)
        && Checks.Judge($"Status of {subject}", "a 2xx status", exchange, exchange.IsSuccess, Binding(exchange, requirements));

    public bool NoRedirect(string subject, Exchange exchange, params IReadOnlyList<string> requirements) =>
        Answered(subject, "no 301, 302 or 303", exchange, requirements)
        && Checks.Judge($"Status of {subject}", "no 301, 302 or 303", exchange, !exchange.Is(301, 302, 303), requirements);

    /// <summary>Judges the integer in a field, read strictly.</summary>
    public bool Number(string subject, Exchange exchange, string field, long expected, params IReadOnlyList<string> requirements) =>
        Answered(subject, $"{expected}", exchange, requirements)
        && Checks.Judge(
            $"{field} of {subject}", expected.ToString(CultureInfo.InvariantCulture), Shown(exchange.Response!.Fields, field),
            StructuredField.Integer(exchange.Response.Fields.All(field)) == expected, Binding(exchange, requirements));

    /// <summary>Judges the completeness field of a response, in the form of the case's version.</summary>
    public bool Complete(string subject, Exchange exchange, bool expected, params IReadOnlyList<string> requirements)
    {
        var field = Interop.CompletenessField(Version);
        var value = expected == Version > 3 ? "?1" : "?0";
        return Answered(subject, value, exchange, requirements)
            && Checks.Judge($"{field} of {subject}", value, Shown(exchange.Response!.Fields, field),
                Completeness(exchange.Response.Fields) == expected, requirements);
    }

    /// <summary>
    /// Judges that the answer to a request that completed the upload does not say the opposite. Up to version 6 it need not say anything
    /// (-01 to -05, Upload Creation and Upload Append).
    /// </summary>
    public bool NotIncomplete(string subject, Exchange exchange, params IReadOnlyList<string> requirements)
    {
        var field = Interop.CompletenessField(Version);
        return Answered(subject, "not incomplete", exchange, requirements)
            && Checks.Judge(
                $"{field} of {subject}", "absent, or complete", Shown(exchange.Response!.Fields, field),
                Completeness(exchange.Response.Fields) != false,
                requirements);
    }

    public override async Task<bool> OffsetIsAsync(string when, Upload upload, long expected, params IReadOnlyList<string> requirements) =>
        Number($"HEAD {when}", await HeadAsync(upload), "Upload-Offset", expected, requirements);

    /// <summary>Judges that an answer says where the upload resource is.</summary>
    public bool HasLocation(string subject, Exchange exchange) =>
        Answered(subject, "a Location", exchange, "IETF-065", "IETF-203")
        && Checks.Judge($"Location of {subject}", "a URL", Shown(exchange.Response!.Fields, "Location"),
            Location(exchange.Response.Fields) is not null, "IETF-065", "IETF-203");

    /// <summary>Every line of a field, unparsed.</summary>
    public static string Shown(WireFields fields, string field) =>
        fields.Has(field) ? string.Join(" and ", fields.All(field).Select(line => $"'{line}'")) : "absent";

    // From -06 on, the text only specifies the successful response to a retrieval; that an existing upload gets a successful response is
    // only implied.
    private IReadOnlyList<string> Binding(Exchange exchange, IReadOnlyList<string> requirements) =>
        exchange.IsSuccess || Version <= 6 ? requirements : [.. requirements.Select(id => id == "IETF-087" ? "IETF-001" : id)];

    public bool Answered(string subject, string expected, Exchange exchange, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, expected, exchange, requirements);
}
