"""The composition root: settings, database, schema and pages become one Litestar application. The only place where all of it meets."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.config.response_cache import ResponseCacheConfig

from ippool.auth import TokenRefused, actor_of, token_of
from ippool.domain.words import Words
from ippool.graphql.context import Context, moment_in
from ippool.graphql.door import identify, make_controller
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.paging import Cursors
from ippool.graphql.schema import make_schema
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import readiness
from ippool.usecases.pool import Pool

_ = (Response, ResponseCacheConfig, Any, Words, ClientError, Code, Request, Litestar, get)
