using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ResultRecord))]
internal sealed partial class ResultsJson : JsonSerializerContext;
