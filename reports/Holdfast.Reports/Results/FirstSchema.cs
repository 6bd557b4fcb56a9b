using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Reports.Results;

/// <summary>
/// Reads the records of <c>holdfast.results/1</c> that differ: a run had a target, a case had its evidence and the texts of its
/// requirements in its own line, and bytes were called octets.
/// </summary>
internal static partial class FirstSchema
{
    public static RunRecord Run(JsonObject run)
    {
        if (run["target"] is JsonValue target)
        {
            run["subject"] = new JsonObject { ["name"] = target.DeepClone() };
        }

        // A run that was read can be written again, in the present schema.
        return Record<RunRecord>(run) with { Schema = RunRecord.CurrentSchema };
    }

    public static CaseRecord Case(JsonObject result, bool withEvidence)
    {
        var evidence = new JsonObject { ["type"] = "evidence" };
        foreach (var member in new[] { "wire", "faults", "history" })
        {
            if (result.Remove(member, out var value) && value is not null)
            {
                evidence[member] = value;
            }
        }

        foreach (var operation in Objects(evidence["history"]))
        {
            Rename(operation, "octets", "bytes");
            Rename(operation, "answeredOctets", "answeredBytes");
        }

        foreach (var measurement in Objects(result["measurements"]).Where(one => one["unit"]?.ToString() == "octets"))
        {
            measurement["unit"] = "bytes";
            measurement["name"] = measurement["name"]?.ToString().Replace("octets", "bytes", StringComparison.Ordinal);
        }

        var read = Record<CaseRecord>(result);
        var variant = Variant().Match(read.Id);
        return read with
        {
            Evidence = withEvidence ? Record<EvidenceRecord>(evidence) with { Case = read.Id } : EvidenceRecord.None,
            CatalogueId = variant.Success ? $"{variant.Groups["protocol"].Value}/{variant.Groups["rest"].Value}" : read.Id,
            Interop = variant.Success ? int.Parse(variant.Groups["version"].Value, CultureInfo.InvariantCulture) : null,
        };
    }

    private static T Record<T>(JsonObject record)
        where T : ResultRecord => record.Deserialize(ResultsJson.Default.ResultRecord) as T ?? throw new JsonException();

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray)?.OfType<JsonObject>() ?? [];

    private static void Rename(JsonObject record, string from, string to)
    {
        if (record.Remove(from, out var value))
        {
            record[to] = value;
        }
    }

    // A case of the draft has the interop version behind the protocol: ietf/10/creation/empty.
    [GeneratedRegex(@"\A(?<protocol>[a-z]+)/(?<version>\d{1,4})/(?<rest>.+)\z", RegexOptions.Singleline)]
    private static partial Regex Variant();
}
