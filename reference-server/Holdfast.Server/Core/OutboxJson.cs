using System.Text.Json.Serialization;

namespace Holdfast.Server.Core;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutboxDocument))]
internal sealed partial class OutboxJson : JsonSerializerContext;
