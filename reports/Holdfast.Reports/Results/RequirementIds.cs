using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>
/// Writes the requirements of a case as their ids. Reads ids as requirements without a text, which <see cref="RequirementsRecord"/>
/// completes, and the whole texts that <c>holdfast.results/1</c> has in each case.
/// </summary>
internal sealed class RequirementIds : JsonConverter<IReadOnlyList<RequirementText>>
{
    public override IReadOnlyList<RequirementText> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var requirements = new List<RequirementText>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            requirements.Add(reader.TokenType == JsonTokenType.String
                ? RequirementText.Unknown(reader.GetString()!)
                : JsonSerializer.Deserialize(ref reader, ResultsJson.Default.RequirementText) ?? throw new JsonException());
        }

        return requirements;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<RequirementText> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var requirement in value)
        {
            writer.WriteStringValue(requirement.Id);
        }

        writer.WriteEndArray();
    }
}
