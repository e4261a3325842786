using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

/// <summary>Routed by attributes.</summary>
[ApiController]
[Route("api/items")]
public sealed class ItemsApiController : ControllerBase
{
    [HttpGet("{id}")]
    public ActionResult<int> Get(int id) => Ok(id);
}
