using System.Text.Json.Serialization;

namespace Holdfast.Server.S3.Locks;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LeaseState))]
internal sealed partial class LeaseJson : JsonSerializerContext;
